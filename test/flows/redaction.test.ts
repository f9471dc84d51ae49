import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode';
import { inbox, loadFlow, send, unloadFlow } from '../support/node-red';
import { random } from '../support/random';

const size = { width: 200, height: 150 };
const next = random(3);
const noise = Buffer.from(Array.from({ length: size.width * size.height * 3 }, () => Math.floor(next() * 256)));
const vision = { image: size };
/** What must be hidden: `[x, y, width, height]`. */
const secret = [80, 40, 50, 60] as const;

const flow = (settings: object) => [
  { id: 'draw', type: 'mask-render', format: 'png', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
  { id: 'caught', type: 'helper' },
];

describe('redaction', () => {
  let image: Buffer;
  before(async () => {
    image = await sharp(noise, { raw: { ...size, channels: 3 } })
      .png()
      .toBuffer();
  });
  afterEach(unloadFlow);

  /** The share of the values inside a box that the drawn image still has, 0 to 1. By chance it is about 0.004. */
  async function shareKept(drawn: unknown, [left, top, width, height]: readonly number[] = secret): Promise<number> {
    const { data } = await decodeImage(drawn as Buffer);
    let kept = 0;
    for (let y = top!; y < top! + height!; y++) {
      for (let at = (y * size.width + left!) * 3; at < (y * size.width + left! + width!) * 3; at++) {
        if (data[at] === noise[at]) kept++;
      }
    }
    return kept / (width! * height! * 3);
  }

  for (const { row, label } of [
    { row: 'café', label: 'cafe\u0301' },
    { row: 'straße', label: 'STRASSE' },
    { row: 'person', label: 'per\u200bson' },
    { row: 'person', label: ' Person.' },
    { row: 'Nummernschild！', label: 'NUMMERN\u00adSCHILD' },
  ]) {
    it(`hides the class ${JSON.stringify(row)} in an object labelled ${JSON.stringify(label)}`, async () => {
      await loadFlow(flow({ styles: ['label'], labelText: 'x', classes: [{ label: row, styles: ['blackout'] }] }));
      const out = inbox('out');

      send('draw', { payload: image, vision, detections: [{ label, bbox: secret }] });
      const { payload, detections } = await out.next();

      assert.ok((await shareKept(payload)) < 0.02);
      assert.equal((detections as { label: string }[])[0]!.label, label, 'the label is as typed');
    });
  }
});
