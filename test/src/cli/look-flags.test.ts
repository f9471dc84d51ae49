import assert from 'node:assert/strict';
import { parseFlags } from '../../../src/cli/flag';
import { lookFlags, lookFrom } from '../../../src/cli/look-flags';
import { runCli } from '../../support/cli';
import { scenePath } from '../../support/scenes';

const lookOf = (...args: string[]) => lookFrom(parseFlags(lookFlags, args).values);

describe('the flags for parts of an image', () => {
  for (const { args, expected } of [
    { args: [], expected: { at: 'whole' } },
    { args: ['--look', 'whole', '--region', '0,0,1,0,1,1'], expected: { at: 'whole' } },
    { args: ['--look', 'tiles'], expected: { at: 'tiles', grid: { columns: 2, rows: 2 }, overlap: 0.2 } },
    {
      args: ['--look', 'tiles', '--grid', '3x1', '--tile-overlap', '0'],
      expected: { at: 'tiles', grid: { columns: 3, rows: 1 }, overlap: 0 },
    },
    {
      args: ['--look', 'region', '--region', '0,0.5,1,0.5,1,1'],
      expected: {
        at: 'region',
        region: [
          [0, 0.5],
          [1, 0.5],
          [1, 1],
        ],
      },
    },
  ]) {
    it(`are read: ${args.join(' ')}`, () => {
      assert.deepEqual(lookOf(...args), expected);
    });
  }

  for (const { args, message } of [
    { args: ['--look', 'moving'], message: /^--look must be one of whole, tiles, region, got "moving"$/ },
    {
      args: ['--grid', '2'],
      message: /^--grid must be columns x rows of tiles, such as 2x2, each from 1 to 8, got "2"$/,
    },
    { args: ['--tile-overlap', '1'], message: /^--tile-overlap must be a number from 0 to 0\.9, got "1"$/ },
    {
      args: ['--region', '0,0,640,0,640,480'],
      message: /^--region must be the corners of a polygon in shares of the image/,
    },
    { args: ['--look', 'region'], message: /^--region is missing: --look region needs the corners of a polygon$/ },
  ]) {
    it(`are refused: ${args.join(' ')}`, () => {
      assert.throws(() => lookOf(...args), { code: 'INVALID_INPUT', message });
    });
  }

  it('leave out detections outside of the region', async () => {
    const labels = async (region: string) => {
      const args = ['detect', scenePath(19), '--prompt', 'star. circle. ring. cross', '--look', 'region', '--json'];
      const { stdout } = await runCli('.', [...args, '--region', region]);
      const { detections } = JSON.parse(stdout) as { detections: { bbox: [number, number, number, number] }[] };
      return detections.map(({ bbox: [x, , width] }) => x + width / 2);
    };
    const [left, right] = [await labels('0,0,0.5,0,0.5,1,0,1'), await labels('0.5,0,1,0,1,1,0.5,1')];

    assert.ok(left.length + right.length > 0);
    assert.ok(left.every((x) => x <= 160) && right.every((x) => x >= 160));
  });
});
