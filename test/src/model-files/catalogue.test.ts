import assert from 'node:assert/strict';
import { catalogue, catalogueEntry, defaultModels } from '../../../src/model-files/catalogue';
import type { Dtype } from '../../../src/model-files/dtype';
import { neededFiles } from '../../../src/model-files/needed-files';

describe('the catalogue', () => {
  it('has each id once', () => {
    assert.equal(new Set(catalogue.map(({ id }) => id)).size, catalogue.length);
    assert.equal(catalogueEntry('demo')?.source, undefined);
    assert.equal(catalogueEntry('no such'), undefined);
  });

  it('has the models of new nodes, under a free licence and for their tasks', () => {
    for (const task of ['detector', 'segmenter'] as const) {
      const entry = catalogueEntry(defaultModels[task])!;
      assert.ok(entry.source && entry.tasks.includes(task));
      assert.equal(entry.licence, 'Apache-2.0');
    }
  });

  it('names the licence of the original weights if the export has no licence tag', () => {
    for (const id of ['sam2.1-tiny', 'sam2.1-small', 'sam2.1-base-plus', 'sam2.1-large', 'grounding-dino-base']) {
      assert.equal(catalogueEntry(id)!.licence, 'upstream: Apache-2.0');
    }
    assert.equal(catalogueEntry('sam3-tracker')!.licence, 'upstream: SAM License');
    assert.match(catalogueEntry('grounding-dino-base')!.notes, /licence of this export is assumed/);
  });

  for (const { id, source, tasks, files, licence, notes, file } of catalogue) {
    it(`has source, tasks and licence of ${id}`, () => {
      assert.match(id, /^[a-z0-9][a-z0-9.-]*$/);
      assert.ok(licence && notes && tasks.length > 0);
      if (source) {
        assert.match(source.repository, /^[\w.-]+\/[\w.-]+$/);
        assert.match(source.revision, /^([0-9a-f]{40}|main|boxes)$/);
      }
    });

    it(`has the size and a valid SHA-256 of each file of ${id}`, () => {
      for (const { path, bytes, isRounded, sha256 } of Object.values(files).flat()) {
        assert.ok(Number.isInteger(bytes) && bytes > 0, path);
        // A hash belongs to one size. Only the size of `model-fixedmask.onnx` was published rounded.
        if (isRounded && sha256 !== undefined) assert.equal(path, 'model-fixedmask.onnx');
        if (sha256 !== undefined) assert.match(sha256, /^[0-9a-f]{64}$/);
      }
    });

    const all = Object.values(files).flat();
    const listing = {
      repository: id,
      commit: 'c',
      files: all.map(({ path, bytes, sha256 = '' }) => ({ path, size: bytes, oid: sha256, hash: 'sha256' as const })),
    };
    for (const [dtype, listed] of Object.entries(files)) {
      it(`lists the files of ${id} ${dtype} under the names that are looked up`, () => {
        const needed = neededFiles(listing, tasks[0]!, [dtype as Dtype], file);

        const isDecoder = ({ path }: { path: string }): boolean => path.includes('decoder');
        const decoders = (files.fp32 ?? []).filter(isDecoder);
        const expected = [...listed.filter((one) => !isDecoder(one)), ...decoders].map(({ path }) => path);
        assert.equal(needed.dtype, dtype);
        assert.deepEqual(needed.files.map(({ path }) => path).sort(), expected.sort());
      });
    }
  }

  const pins: [id: string, dtype: Dtype, bytes: number, files: number][] = [
    ['grounding-dino-tiny', 'fp32', 718_761_381, 1],
    ['grounding-dino-tiny', 'q8', 203_824_481, 1],
    ['edgetam', 'fp32', 40_896_123, 4],
    ['edgetam', 'fp16', 20_590_968, 4],
    ['sam2.1-tiny', 'fp16', 78_004_244, 4],
    ['sam2.1-small', 'fp16', 81_605_285, 2],
    ['sam2.1-base-plus', 'fp32', 327_620_654, 4],
    ['sam2.1-base-plus', 'fp16', 153_423_718, 2],
    ['sam3-tracker', 'fp32', 1_893_027_362, 4],
  ];
  for (const [id, dtype, bytes, count] of pins) {
    it(`knows exactly the ${count} files of ${id} in ${dtype}`, () => {
      const files = catalogueEntry(id)!.files[dtype]!;

      assert.ok(files.every(({ isRounded }) => !isRounded));
      assert.deepEqual([files.length, files.reduce((sum, file) => sum + file.bytes, 0)], [count, bytes]);
    });
  }
});
