import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface ComposeFile {
  readonly services: Readonly<Record<string, { image?: string; build?: string; volumes: readonly string[] }>>;
  readonly volumes: object;
}

describe('the Compose file for a Jetson in docs/inference-server.md', () => {
  const text = readFileSync('docs/inference-server.md', 'utf8');
  const [, yaml] = /```yaml\n(.*?)```/s.exec(text)!;
  const { services, volumes } = parse(yaml!) as ComposeFile;

  it('has Triton with the models, and Node-RED as in examples/docker', () => {
    const example = parse(readFileSync('examples/docker/compose.yaml', 'utf8')) as ComposeFile;
    const { depends_on, ...nodeRed } = services['node-red'] as never as Record<string, unknown>;

    assert.match(services.triton!.image!, /^nvcr\.io\/nvidia\/tritonserver:\d\d\.\d\d-py3-igpu$/);
    assert.deepEqual(services.triton!.volumes, ['./models:/models:ro']);
    assert.deepEqual(depends_on, ['triton']);
    assert.deepEqual([nodeRed, volumes], [example.services['node-red'], example.volumes]);
  });
});
