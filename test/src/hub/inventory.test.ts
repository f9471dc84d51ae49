import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repairFolders } from '../../../src/hub/cache/repaired-graph';
import { modelInventory } from '../../../src/hub/model-inventory';
import { removeModel } from '../../../src/hub/remove-model';
import { catalogueEntry } from '../../../src/model-files/catalogue';
import { detector, detectorContent, type HubBench, openHubBench } from '../../support/hub';
import { addPublished } from '../../support/published';
import { noise } from '../../support/random';

describe('the inventory', () => {
  let bench: HubBench;
  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
  });
  afterEach(() => bench.close());
  const settings = () => ({ modelFolder: bench.cacheFolder });

  it('lists the catalogue, with nothing cached', async () => {
    const items = await modelInventory(settings());

    assert.ok(items.some(({ id, licence }) => id === 'sam3-tracker' && licence === 'upstream: SAM License'));
    const tiny = items.find(({ id }) => id === 'sam2.1-tiny')!;
    assert.deepEqual([tiny.downloadBytes, tiny.cachedDtypes, tiny.cachedBytes], [155_610_424, [], 0]);
  });

  it('says how each detector takes phrases, from the catalogue and from the repairs on this machine', async () => {
    await bench.open().fetch(detector('org/dino'));
    const phrasesOf = async () => {
      const items = (await modelInventory(settings())).filter(({ tasks }) => tasks.includes('detector'));
      return Object.fromEntries(items.map(({ id, phrases }) => [id, phrases]));
    };
    const repaired = (repository: string, agrees: boolean) => {
      const [folder] = repairFolders(join(bench.cacheFolder, `models--${repository.replace('/', '--')}`));
      mkdirSync(join(folder!, 'hash'), { recursive: true });
      const record = { version: 1, weights: 'model.onnx', checks: { '1.30.0': { agrees, reason: '' } } };
      writeFileSync(join(folder!, 'hash/checks.json'), JSON.stringify(record));
    };
    const before = {
      demo: 'together',
      'grounding-dino-tiny': 'together after a repair',
      'grounding-dino-tiny-fixedmask': 'together',
      'grounding-dino-base': undefined,
      'org/dino': undefined,
    };
    assert.deepEqual(await phrasesOf(), before);

    repaired('onnx-community/grounding-dino-tiny-ONNX', true);
    repaired('org/dino', false);

    assert.deepEqual(await phrasesOf(), { ...before, 'grounding-dino-tiny': 'together', 'org/dino': 'one by one' });
  });

  it('lists other downloaded models, with dtypes and disk usage', async () => {
    await bench.open().fetch(detector('org/dino'));
    await bench.open().fetch(detector('org/dino', 'fp16'));

    const item = (await modelInventory(settings())).at(-1)!;

    assert.match(item.id, /^org\/dino$/);
    assert.deepEqual(item.tasks, ['detector']);
    assert.deepEqual(item.cachedDtypes, ['fp32', 'fp16']);
    assert.ok(item.cachedBytes > 201_000 && item.cachedBytes < 206_000, String(item.cachedBytes));
  });

  it('lists one precision of a model that is one file', async () => {
    const entry = catalogueEntry('grounding-dino-tiny-fixedmask')!;
    await bench.open().fetch(addPublished(bench.server, entry).request('detector'));

    const item = (await modelInventory(settings())).find(({ id }) => id === entry.id)!;

    assert.deepEqual(item.cachedDtypes, ['fp32']);
  });

  it('does not list a removed model', async () => {
    await bench.open().fetch(detector('org/dino'));

    assert.ok((await removeModel('org/dino', settings())) > 200_000);

    assert.ok(!existsSync(join(bench.cacheFolder, 'models--org--dino')));
    assert.equal(await removeModel('org/dino', settings()), 0);
  });

  it('keeps files that another revision uses', async () => {
    await bench.open().fetch(detector('org/dino'));
    const own = noise(5000, 8);
    bench.server.addRepository('org/dino', { ...detectorContent(), 'tokenizer.json': own }, { branch: 'v2' });
    await bench.open().fetch(detector('org/dino@v2'));

    const freed = await removeModel('org/dino@v2', settings());

    assert.ok(freed >= 5000 && freed < 8000, String(freed));
    const files = await bench.open({ offline: true }).fetch(detector('org/dino'));
    assert.deepEqual(readFileSync(files.graphs[0]!), noise(200_000));
  });

  it('refuses to remove a model that was not downloaded', async () => {
    for (const model of ['demo', bench.cacheFolder]) {
      await assert.rejects(removeModel(model, settings()), { code: 'INVALID_INPUT' });
    }
  });
});
