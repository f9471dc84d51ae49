import assert from 'node:assert/strict';
import { decodeImage } from '../../../src/image/decode';
import { inspectImage } from '../../../src/image/inspect';

const file = (header: string, ...values: number[]): Buffer => Buffer.concat([Buffer.from(header), Buffer.from(values)]);

describe('a PGM or PPM file', () => {
  const cases: { name: string; bytes: Buffer; size?: number[]; expected: number[] }[] = [
    { name: 'RGB', bytes: file('P6\n2 1\n255\n', 1, 2, 3, 4, 5, 6), expected: [1, 2, 3, 4, 5, 6] },
    { name: 'grey', bytes: file('P5\n2 1\n255\n', 7, 10), expected: [7, 7, 7, 10, 10, 10] },
    {
      name: 'with comments',
      bytes: file('P5 # from a camera\n#\n2\t1 # size\n255\n', 7, 35),
      expected: [7, 7, 7, 35, 35, 35],
    },
    { name: 'with another white', bytes: file('P5 2 1 15\n', 15, 3), expected: [255, 255, 255, 51, 51, 51] },
    { name: '16-bit grey', bytes: file('P5 2 1 65535\n', 255, 255, 1, 1), expected: [255, 255, 255, 1, 1, 1] },
    { name: '14-bit grey', bytes: file('P5 2 1 16383\n', 0x3f, 255, 0, 0), expected: [255, 255, 255, 0, 0, 0] },
    { name: '16-bit RGB', bytes: file('P6 1 1 65535\n', 255, 255, 0, 0, 128, 128), expected: [255, 0, 128] },
    { name: 'grey as text', bytes: file('P2\n2 1\n255\n7 # seven\n 10'), expected: [7, 7, 7, 10, 10, 10] },
    { name: 'RGB as text', bytes: file('P3\n1 1\n15\n15 0 3\n'), expected: [255, 0, 51] },
    { name: 'with a second image', bytes: file('P5 2 1 255\n', 7, 10, 80, 53), expected: [7, 7, 7, 10, 10, 10] },
  ];
  for (const { name, bytes, expected } of cases) {
    it(`is read: ${name}`, async () => {
      const { data, width, height } = await decodeImage(bytes);

      assert.deepEqual([...data], expected);
      assert.deepEqual([width, height], [expected.length / 3, 1]);
      assert.deepEqual(await inspectImage(bytes), { format: 'pnm', isUpright: true, isAnimated: false, isDeep: false });
    });
  }

  const refused = [
    { name: 'truncated', bytes: file('P6\n2 1\n255\n', 1, 2, 3, 4, 5) },
    { name: 'truncated 16-bit grey', bytes: file('P5\n2 1\n65535\n', 1, 2, 3) },
    { name: 'truncated text', bytes: file('P2\n2 1\n255\n7 ') },
    { name: 'of its header only', bytes: file('P6\n2 1') },
    { name: 'without pixels', bytes: file('P6\n0 1\n255\n') },
    { name: 'with an impossible white', bytes: file('P5\n1 1\n70000\n', 1, 2, 3, 4) },
    { name: 'that claims to be immense', bytes: file('P5\n30000 30000\n255\n', 1) },
    { name: 'whose size has too many digits', bytes: file(`P5\n${'9'.repeat(400)} 1\n255\n`, 1) },
    { name: 'with letters among its numbers', bytes: file('P2\n2 1\n255\nseven eight') },
  ];
  for (const { name, bytes } of refused) {
    it(`is refused ${name}`, async () => {
      await assert.rejects(decodeImage(bytes), {
        code: 'BAD_IMAGE',
        message: /^The image (cannot be read|is too large): /,
      });
    });
  }
});
