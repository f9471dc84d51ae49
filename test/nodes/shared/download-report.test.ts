import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Node, NodeAPI } from 'node-red';
import { downloadReport } from '../../../nodes/shared/download-report';
import { statusOf } from '../../../nodes/shared/status';

/** A node that records its statuses and logs, in the texts that users see. */
function watchedNode() {
  const { status: texts } = JSON.parse(readFileSync('editor/locales/en-US/editor.json', 'utf8'));
  const shown: string[] = [];
  const log: string[] = [];
  const node = {
    type: 'sam',
    status: ({ text }: { text: string }) => shown.push(text),
    log: (line: string) => log.push(line),
  };
  const RED = {
    _: (key: string, values: Record<string, string>) =>
      texts[key.split('.').at(-1)!].replace(/__(\w+)__/g, (_all: string, name: string) => values[name]),
  };
  return { node: node as unknown as Node, RED: RED as unknown as NodeAPI, shown, log };
}

describe('the report of a download', () => {
  it('is a status with percent and size, and two lines of log', () => {
    const { node, RED, shown, log } = watchedNode();
    const status = statusOf(RED, node, undefined);
    const report = downloadReport(node, status);
    const step = { model: 'sam2.1-tiny', totalBytes: 204e6, isDone: false };

    report({ ...step, receivedBytes: 0, totalBytes: 0 });
    report({ ...step, receivedBytes: 76e6 });
    report({ ...step, receivedBytes: 77e6 });
    report({ ...step, receivedBytes: 204e6, isDone: true });
    status.stop();

    assert.deepEqual(shown, ['37 % of 204 MB']);
    assert.deepEqual(log, ['Downloading sam2.1-tiny: 204 MB', 'Downloaded sam2.1-tiny']);
  });
});
