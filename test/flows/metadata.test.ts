import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import type { AddResult } from '../../src';
import { type DatasetFolder, openDatasetFolder } from '../support/datasets';
import { imageWithMetadata, metadataFormats, metadataParts, SECRET } from '../support/metadata';
import { inbox, loadFlow, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const size = { width: 320, height: 320 };
const vision = { image: size };
const detections = scene(19).objects.map((object) => ({ ...object, score: 0.9 }));
const out = { id: 'out', type: 'helper' };

/** Asserts that a file holds pixels only. */
async function assertNoMetadata(file: Buffer): Promise<void> {
  const { exif, icc, xmp, iptc, comments, tifftagPhotoshop, orientation } = await sharp(file).metadata();
  assert.deepEqual([exif, icc, xmp, iptc, comments, tifftagPhotoshop, orientation], Array(7).fill(undefined));
  assert.deepEqual(metadataParts(file), []);
  assert.ok(!file.includes(SECRET));
}

describe('metadata', () => {
  const images = new Map<string, Buffer>();
  before(async () => {
    const rgb = await sharp(scene(19).image).removeAlpha().raw().toBuffer();
    for (const format of metadataFormats) images.set(format, await imageWithMetadata(format, rgb, size));
  });
  afterEach(unloadFlow);

  async function draw(payload: Buffer, settings: object, found: readonly object[] = detections): Promise<Buffer> {
    await loadFlow([{ id: 'draw', type: 'mask-render', wires: [['out']], ...settings }, out]);
    const arrived = inbox('out').next();
    send('draw', { payload, vision, detections: found });
    const { payload: drawn } = await arrived;
    await unloadFlow();
    return drawn as Buffer;
  }

  for (const format of metadataFormats) {
    it(`is in the ${format} file of these tests`, async () => {
      const file = images.get(format)!;
      const { exif, xmp, icc } = await sharp(file).metadata();

      assert.ok(file.includes(SECRET));
      if (format !== 'gif') assert.ok(xmp && icc && (exif || format === 'tiff'));
      if (format !== 'gif' && format !== 'tiff') assert.notDeepEqual(metadataParts(file), []);
    });

    for (const drawn of ['jpeg', 'png', 'webp', 'avif']) {
      it(`of ${format} is not in a redacted ${drawn}`, async () => {
        await assertNoMetadata(await draw(images.get(format)!, { styles: ['blackout'], format: drawn }));
      });
    }
  }

  for (const [style, drawn] of [
    ['cutout', 'png'],
    ['cutout', 'webp'],
    ['cutout', 'avif'],
    ['mask-only', 'jpeg'],
    ['label', 'jpeg'],
  ] as const) {
    it(`is not in a ${drawn} with the style ${style}, nor in one without detections`, async () => {
      const settings = { styles: [style], format: drawn };

      await assertNoMetadata(await draw(images.get('jpeg')!, settings));
      await assertNoMetadata(await draw(images.get('jpeg')!, settings, []));
    });
  }

  for (const maskForm of ['cutouts', 'pngs', 'index'] as const) {
    it(`is not in masks as ${maskForm}`, async () => {
      await loadFlow([{ id: 'cut', type: 'sam', model: 'demo', maskForm, wires: [['out']] }, out]);
      const arrived = inbox('out').next();

      send('cut', { payload: images.get('jpeg'), detections });

      const files = [(await arrived).masks as Buffer | Buffer[]].flat();
      assert.ok(files.length > 0);
      for (const file of files) await assertNoMetadata(file);
    });
  }

  describe('in datasets', () => {
    let folder: DatasetFolder;
    beforeEach(() => {
      folder = openDatasetFolder();
    });
    afterEach(() => folder.remove());

    /** Adds an image through the node. */
    async function stored(payload: Buffer, format: string): Promise<Buffer> {
      await loadFlow([{ id: 'export', type: 'dataset-export', folder: folder.path, format, wires: [['out']] }, out]);
      const arrived = inbox('out').next();
      send('export', { payload, vision, detections });
      const { file } = (await arrived).dataset as AddResult;
      await unloadFlow();
      return readFileSync(join(folder.path, file!));
    }

    for (const format of ['jpeg', 'png', 'webp'] as const) {
      it(`is kept in ${format} files, which are stored unchanged`, async () => {
        assert.ok((await stored(images.get(format)!, 'coco')).equals(images.get(format)!));
      });
    }

    for (const format of ['animated webp', 'gif', 'avif', 'tiff'] as const) {
      it(`is not kept of ${format} files, which are encoded again`, async () => {
        await assertNoMetadata(await stored(images.get(format)!, 'coco'));
      });
    }

    it('is not kept of rotated files, which are encoded again', async () => {
      const rotated = await sharp(images.get('jpeg')).keepMetadata().withMetadata({ orientation: 6 }).toBuffer();

      await assertNoMetadata(await stored(rotated, 'coco'));
    });

    it('is not kept where Pascal VOC needs a JPEG, nor in index maps', async () => {
      await assertNoMetadata(await stored(images.get('png')!, 'voc'));

      const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
      const maps = files
        .filter((file) => extname(file) === '.png')
        .map((file) => readFileSync(join(folder.path, file)));
      assert.equal(maps.length, 2);
      for (const map of maps) await assertNoMetadata(map);
    });
  });
});
