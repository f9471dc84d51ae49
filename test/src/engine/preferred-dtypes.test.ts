import assert from 'node:assert/strict';
import { dtypesFor, preferredDtypes } from '../../../src/engine/preferred-dtypes';
import { catalogueEntry } from '../../../src/model-files/catalogue';
import { neededFiles } from '../../../src/model-files/needed-files';

describe('the precisions that a device prefers', () => {
  const cases = [
    { requested: 'auto', devices: ['cpu'], first: 'fp32', count: 8 },
    { requested: 'auto', devices: ['cuda', 'cpu'], first: 'fp16', count: 8 },
    { requested: 'auto', devices: ['cuda'], first: 'fp16', count: 5 },
    { requested: 'q8', devices: ['cuda', 'cpu'], first: 'q8', count: 1 },
  ] as const;
  for (const { requested, devices, first, count } of cases) {
    it(`${requested} on ${devices.join(', ')}: ${first} first, of ${count}`, () => {
      const dtypes = dtypesFor(requested, devices);

      assert.equal(dtypes[0], first);
      assert.equal(new Set(dtypes).size, count);
      assert.equal(dtypes.length, count);
    });
  }

  it('follow the device of the engine before anything is downloaded', () => {
    assert.equal(preferredDtypes('auto', 'cuda')[0], 'fp16');
    assert.equal(preferredDtypes('auto', 'cpu')[0], 'fp32');
    assert.equal(preferredDtypes('auto', 'auto', 'darwin')[0], 'fp32');
    assert.deepEqual(preferredDtypes('q4', 'cuda'), ['q4']);
  });

  it('make CUDA download the 360 MB of Grounding DINO tiny in fp16, and the processor the 719 MB in fp32', () => {
    const { files } = catalogueEntry('grounding-dino-tiny')!;
    const listing = {
      repository: 'org/name',
      commit: 'c',
      files: Object.values(files)
        .flat()
        .map(({ path, bytes }) => ({ path, size: bytes, oid: '', hash: 'sha256' as const })),
    };
    const megabytes = (device: 'cuda' | 'cpu') =>
      neededFiles(listing, 'detector', preferredDtypes('auto', device)).files.map(({ size }) => Math.round(size / 1e6));

    assert.deepEqual(megabytes('cuda'), [360]);
    assert.deepEqual(megabytes('cpu'), [719]);
  });
});
