import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Detection, ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import { checkedRecord } from '../checked-record';
import { readManifest } from '../manifest';
import type { PictureRecord, RecordedObject } from '../picture-log';
import { recordedMask } from '../recorded-mask';
import { isShown } from '../review/reviewed-object';
import { isFile, type PictureSource, type Reader } from './reader';

/** A dataset of this package, without rejected objects. Images that a user deleted are left out, as `dataset-export` does. */
export const own: Reader = async (folder) => {
  const manifest = await readManifest(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!manifest) return undefined;
  return { kind: manifest.format, classes: manifest.classes, sources: () => sources(folder) };
};

async function* sources(folder: string): AsyncIterable<PictureSource> {
  const path = join(folder, 'pictures.jsonl');
  // The last line of an image counts, so the numbers of these lines come first.
  const last = new Map<string, number>();
  for await (const { number, record } of records(path)) last.set(record.hash, number);
  for await (const { number, record } of records(path)) {
    const { hash, file, split, width, height, objects, provenance } = record;
    if (last.get(hash) !== number) continue;
    const path = join(folder, file);
    if (!(await isFile(path))) continue;
    const read = async () => ({
      ...{ file: path, split, provenance, size: { width, height } },
      detections: objects.filter(isShown).map((object) => detection(object, { width, height })),
    });
    yield { name: file, read };
  }
}

async function* records(path: string): AsyncIterable<{ readonly number: number; readonly record: PictureRecord }> {
  let number = 0;
  let broken: number | undefined;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    // After a crash, the last line may be incomplete.
    if (broken !== undefined) throw new VisionError('BAD_DATASET', `Invalid JSON in line ${broken} of ${path}`);
    try {
      yield { number, record: checkedRecord(JSON.parse(line), `line ${number} of ${path}`) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken = number;
    }
  }
}

function detection(object: RecordedObject, size: ImageSize): Detection {
  const { label, score, bbox } = object;
  const mask = recordedMask(object, size);
  return { label, score, bbox, ...(mask && { mask }) };
}
