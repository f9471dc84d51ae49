import assert from 'node:assert/strict';
import { openScreen } from '../../../../src/cli/batch/screen';

/** What both streams show together, in the order in which it was written. */
function shown(isTTY: boolean, columns: number, use: (screen: ReturnType<typeof openScreen>) => void): string {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  use(openScreen(stream, stream));
  return written.join('');
}

const progress = (done: number, total: number) => ({ done, failed: 0, total, msPerPicture: 100 });

describe('screen', () => {
  it('keeps the bar below the results on a terminal, and leaves it there at the end', () => {
    const written = shown(true, 80, (screen) => {
      screen.progress(progress(1, 2));
      screen.result('found\n');
      screen.progress(progress(2, 2));
      screen.end();
      screen.remark('summary');
    });

    const [half, full] = [50, 100].map(
      (percent) => new RegExp(`^\\[[#-]{24}\\] +${percent} % of 2 images  10\\.0/s(  1 s left)?$`),
    );
    const lines = written.split('\n').map((line) => line.split('\r\x1b[K').filter((part) => part !== ''));
    assert.deepEqual(
      lines.map((parts) => parts.length),
      [2, 2, 1, 0],
    );
    assert.match(lines[0]![0]!, half!);
    assert.equal(lines[0]![1], 'found');
    assert.match(lines[1]![0]!, half!);
    assert.match(lines[1]![1]!, full!);
    assert.equal(lines[2]![0], 'summary');
  });

  it('cuts a bar that is wider than the terminal', () => {
    const written = shown(true, 20, (screen) => screen.progress(progress(1, 2)));

    assert.equal(written, '\r\x1b[K[############------');
  });

  it('writes a line for each tenth without a terminal', () => {
    const written = shown(false, 0, (screen) => {
      for (let done = 1; done <= 40; done++) screen.progress(progress(done, 40));
      screen.end();
    });

    assert.deepEqual(
      written.match(/^\d+ % of 40 images/gm),
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((percent) => `${percent} % of 40 images`),
    );
  });
});
