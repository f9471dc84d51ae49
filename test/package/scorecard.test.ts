import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { exampleFlows } from '../../scripts/user-dir';

interface PackageJson {
  readonly name: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly repository: { readonly url: string };
  readonly bugs: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly 'node-red': { readonly version: string; readonly nodes: Readonly<Record<string, string>> };
}

/** The rules of `npx node-red-dev validate` that need no network. CONTRIBUTING.md says how to run all of them. */
describe('the scorecard of the Flow Library', () => {
  const about = JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson;

  it('P01 to P05: has a licence, a repository, a scoped name and the keyword', () => {
    assert.equal(about.license, 'Apache-2.0');
    assert.match(about.repository.url, /^git\+https:\/\//);
    assert.match(about.bugs, /^https:\/\//);
    assert.match(about.name, /^@[a-z-]+\/[a-z-]+$/);
    assert.ok(about.keywords.includes('node-red'));
  });

  it('P06, P07: names the versions of Node-RED and Node.js that it needs', () => {
    assert.match(about['node-red'].version, /^>=\d+\.\d+\.\d+$/);
    assert.match(about.engines.node, /^>=\d+\.\d+$/);
  });

  it('N02: has an example for every node', () => {
    const used = new Set([...exampleFlows().values()].flat().map(({ type }) => type));

    // A config node with the defaults has no line in a flow.
    const without = Object.keys(about['node-red'].nodes).filter((type) => !used.has(type));
    assert.deepEqual(without, ['vision-engine']);
  });

  it('D01: has at most six dependencies', () => {
    assert.ok(Object.keys(about.dependencies).length <= 6);
  });
});
