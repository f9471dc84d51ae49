import assert from 'node:assert/strict';
import type { FlowNode } from '../../scripts/user-dir';
import { EditorPage, useChromium } from './editor-page';
import { type NodeRedProcess, startNodeRed } from './node-red-process';

/**
 * Opens one editor of a running flow for all tests of a block. No test may leave an error in it. Without Chromium, the block is
 * skipped.
 * @param opened called once, before the first test
 */
export function withEditor(flow: readonly FlowNode[], opened: (editor: EditorPage) => void | Promise<void>): void {
  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage | undefined;

  before(async () => {
    nodeRed = await startNodeRed(flow);
    editor = await EditorPage.open(browser(), nodeRed.url);
    await opened(editor);
  });
  after(async () => {
    await nodeRed?.stop();
  });
  afterEach(() => assert.deepEqual(editor?.errors ?? [], []));
}
