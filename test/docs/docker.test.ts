import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly build: string;
        readonly ports: readonly string[];
        readonly environment: Readonly<Record<string, string>>;
        readonly volumes: readonly string[];
      }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
}

// No Docker daemon builds the image in these tests.
describe('examples/docker', () => {
  const dockerfile = readFileSync('examples/docker/Dockerfile', 'utf8');
  const compose = parse(readFileSync('examples/docker/compose.yaml', 'utf8')) as Compose;
  const node = compose.services['node-red']!;

  it('installs this package into a Debian variant of Node-RED, without CUDA libraries', () => {
    const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };

    assert.match(dockerfile, /^FROM nodered\/node-red:\S*-debian$/m);
    assert.match(dockerfile, new RegExp(`^RUN ONNXRUNTIME_NODE_INSTALL=skip npm install .*${name}$`, 'm'));
  });

  it('does not run Node-RED as root', () => {
    assert.equal([...dockerfile.matchAll(/^USER (\S+)$/gm)].at(-1)![1], 'node-red');
  });

  it('keeps the user directory and the models in its volume', () => {
    const [volume, path] = node.volumes[0]!.split(':');

    assert.deepEqual(Object.keys(compose.volumes), [volume]);
    assert.equal(path, '/data');
    assert.match(node.environment.HF_HOME!, /^\/data\//);
  });

  it('is reached from this machine only', () => {
    assert.deepEqual(node.ports, ['127.0.0.1:1880:1880']);
  });
});
