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

  for (const { id, source, tasks, files, licence, notes, file } of catalogue) {
    it(`has source, tasks and licence of ${id}`, () => {
      assert.match(id, /^[a-z0-9][a-z0-9.-]*$/);
      assert.ok(licence && notes && tasks.length > 0);
      if (source) {
        assert.match(source.repository, /^[\w.-]+\/[\w.-]+$/);
        assert.match(source.revision, /^([0-9a-f]{40}|main|boxes)$/);
      }
      for (const { sha256 } of Object.values(files).flat()) {
        if (sha256 !== undefined) assert.match(sha256, /^[0-9a-f]{64}$/);
      }
    });

    for (const [dtype, listed] of Object.entries(files)) {
      it(`lists the files of ${id} ${dtype} under the names that are looked up`, () => {
        const listing = {
          repository: id,
          commit: 'c',
          files: listed.map(({ path, bytes, sha256 }) => ({
            path,
            size: bytes,
            oid: sha256 ?? '',
            hash: 'sha256' as const,
          })),
        };

        const needed = neededFiles(listing, tasks[0]!, [dtype as Dtype], file);

        assert.equal(needed.dtype, dtype);
        assert.equal(needed.files.length, listed.length);
      });
    }
  }
});
