import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { modelInventory } from '../../../src/hub/model-inventory';
import { removeModel } from '../../../src/hub/remove-model';
import { detector, detectorContent, type HubBench, openHubBench } from '../../support/hub';

/** A cache may be copied from another machine. Whatever it says, nothing outside is removed, read or written. */
describe('a crafted cache', () => {
  let bench: HubBench;
  let outside: string;
  let commit: string;
  const repository = (): string => join(bench.cacheFolder, 'models--org--dino');
  const listingFile = (): string => join(repository(), '.grounded-sam/listings', `${commit}.json`);

  beforeEach(async () => {
    bench = await openHubBench();
    commit = bench.server.addRepository('org/dino', detectorContent());
    await bench.open().fetch(detector('org/dino'));
    outside = mkdtempSync(join(tmpdir(), 'outside-'));
    mkdirSync(join(outside, 'folder'));
    writeFileSync(join(outside, 'victim'), 'keep');
    writeFileSync(join(outside, 'folder/victim'), 'keep');
  });
  afterEach(async () => {
    rmSync(outside, { recursive: true, force: true });
    await bench.close();
  });

  function assertUntouched(): void {
    assert.equal(readFileSync(join(outside, 'victim'), 'utf8'), 'keep');
    assert.deepEqual(readdirSync(outside, { recursive: true }).sort(), ['folder', join('folder', 'victim'), 'victim']);
  }

  const from = (folder: string): string => relative(folder, join(outside, 'victim')).replaceAll('\\', '/');
  const changes: { name: string; change: (listing: Listing) => unknown }[] = [
    { name: 'a file name that leads out', change: (listing) => withFile(listing, { path: from(snapshot()) }) },
    { name: 'an absolute file name', change: (listing) => withFile(listing, { path: join(outside, 'victim') }) },
    {
      name: 'a hash that leads out',
      change: (listing) => withFile(listing, { oid: from(join(repository(), 'blobs')) }),
    },
    { name: 'another repository', change: (listing) => ({ ...listing, repository: 'org/other' }) },
    {
      name: 'a repository that leads out',
      change: (listing) => ({ ...listing, repository: `../${from(repository())}` }),
    },
    {
      name: 'a commit that leads out',
      change: (listing) => ({ ...listing, commit: from(join(repository(), 'snapshots')) }),
    },
    { name: 'no files', change: ({ files, ...listing }) => listing },
    { name: 'values that are not files', change: (listing) => ({ ...listing, files: [null, 1, 'x', {}] }) },
    { name: 'null', change: () => null },
    { name: 'a text', change: () => 'x' },
  ];
  const snapshot = (): string => join(repository(), 'snapshots', commit);

  for (const { name, change } of changes) {
    it(`has a listing with ${name}: it is ignored, and got again from the hub`, async () => {
      const listing = JSON.parse(readFileSync(listingFile(), 'utf8')) as Listing;
      writeFileSync(listingFile(), JSON.stringify(change(listing)));

      await bench
        .open({ offline: true })
        .fetch(detector('org/dino'))
        .catch(() => undefined);
      await modelInventory({ modelFolder: bench.cacheFolder });
      assertUntouched();
      const { graphs } = await bench.open().fetch(detector('org/dino'));

      assert.ok(graphs[0]!.startsWith(snapshot()));
      assert.deepEqual(JSON.parse(readFileSync(listingFile(), 'utf8')), listing);
      assertUntouched();
    });
  }

  it('has a branch that leads out: nothing there is removed', async () => {
    const ref = join(repository(), 'refs/main');
    for (const text of [
      relative(join(repository(), 'snapshots'), join(outside, 'folder')),
      join(outside, 'folder'),
      '.',
    ]) {
      writeFileSync(ref, text);
      await bench
        .open({ offline: true })
        .fetch(detector('org/dino'))
        .catch(() => undefined);
      await removeModel('org/dino', { modelFolder: bench.cacheFolder });
    }

    assertUntouched();
    assert.ok(existsSync(snapshot()));
  });

  it('has folders with impossible names: the list of models is complete', async () => {
    for (const name of [
      'models--..--..',
      'models--a b--c',
      'models--x',
      'models----',
      'models--org--dino@x y',
      'datasets--a--b',
    ]) {
      const listings = join(bench.cacheFolder, name, '.grounded-sam/listings');
      mkdirSync(listings, { recursive: true });
      writeFileSync(join(listings, `${commit}.json`), '{}');
      writeFileSync(join(listings, 'no commit.json'), '{}');
    }
    writeFileSync(join(repository(), '.grounded-sam/listings', 'x y.json'), '{}');
    mkdirSync(join(repository(), '.grounded-sam/repaired/x'), { recursive: true });
    writeFileSync(join(repository(), '.grounded-sam/repaired/x/checks.json'), '{"version": 1, "checks": {"1": null}}');

    const models = (await modelInventory({ modelFolder: bench.cacheFolder })).map(({ id }) => id);

    assert.deepEqual(
      models.filter((id) => id.includes('/')),
      ['org/dino'],
    );
  });
});

interface Listing {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly object[];
}

/** All files of the listing, of which the graph is changed. */
const withFile = (listing: Listing, change: object): Listing => ({
  ...listing,
  files: listing.files.map((file) =>
    'path' in file && /model\.onnx$/.test(String(file.path)) ? { ...file, ...change } : file,
  ),
});
