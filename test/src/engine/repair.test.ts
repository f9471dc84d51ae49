import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DetectResult, type Engine, openEngine, type PhrasesMode } from '../../../src';
import { RepairedGraph, repairFolders } from '../../../src/hub/cache/repaired-graph';
import { type BakedCase, bakedReference, bakedRequest, sameDetections } from '../../support/baked';
import { goldenCases, goldenFile } from '../../support/goldens';
import { sha256 } from '../../support/hub-server';

async function* content(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const cases = goldenCases<BakedCase>('detection_baked');

describe('a detector that masks only the first phrase', () => {
  let base: string;
  let folder: string;
  let cache: string;
  let engine: Engine | undefined;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'repaired-'));
    [folder, cache] = [join(base, 'model'), join(base, 'cache')];
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    for (const name of readdirSync(goldenFile('grounding-dino-baked'))) {
      if (name.endsWith('.json')) cpSync(goldenFile(`grounding-dino-baked/${name}`), join(folder, name));
    }
    cpSync(goldenFile('grounding-dino-baked/onnx/model.onnx'), graph());
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
    rmSync(base, { recursive: true });
  });
  const graph = (): string => join(folder, 'onnx/model.onnx');
  const repairs = (): string => repairFolders(cache)[0]!;
  const hashOf = (file: string): string => sha256(readFileSync(file));

  async function find(one: BakedCase, phrases: PhrasesMode = 'auto', model = folder): Promise<DetectResult> {
    engine ??= openEngine('repaired', { graceMs: 0, device: 'cpu', modelFolder: cache });
    return engine.detect({ ...bakedRequest(one, model), phrases });
  }
  /** As a later start of Node-RED. */
  async function restart(): Promise<void> {
    await engine?.close();
    engine = undefined;
  }

  async function assertRepaired(model = folder): Promise<void> {
    const result = await find(cases[0]!, 'auto', model);
    assert.equal(result.phrases, 'together');
    assert.ok(sameDetections(result.detections, bakedReference(cases[0]!, 'fp32')));
  }

  async function assertOneByOne(): Promise<void> {
    const result = await find(cases[0]!);
    assert.equal(result.phrases, 'one by one');
    assert.deepEqual(result.detections, (await find(cases[0]!, 'one by one')).detections);
  }

  it('finds all phrases in one pass as PyTorch does, and its file is unchanged', async () => {
    const before = hashOf(graph());
    for (const one of cases) {
      const { detections, phrases } = await find(one);

      assert.equal(phrases, 'together');
      assert.ok(sameDetections(detections, bakedReference(one, 'fp32')), one.id);
    }
    assert.equal(hashOf(graph()), before);
    assert.deepEqual(readdirSync(join(folder, 'onnx')), ['model.onnx']);
    assert.deepEqual(readdirSync(join(repairs(), before)).sort(), ['checks.json', 'model.onnx']);
  });

  it('still takes phrases one by one if that is requested', async () => {
    const { detections, phrases } = await find(cases[1]!, 'one by one');
    const alone: unknown[] = [];
    for (const label of cases[1]!.labels) alone.push(...(await find({ ...cases[1]!, labels: [label] })).detections);

    assert.equal(phrases, 'one by one');
    assert.equal(detections.length, alone.length);
  });

  it('is repaired and compared once', async () => {
    await find(cases[0]!);
    await restart();
    const file = join(repairs(), hashOf(graph()), 'model.onnx');
    const { mtimeMs, ino } = statSync(file);
    await assertRepaired();

    assert.deepEqual([statSync(file).mtimeMs, statSync(file).ino], [mtimeMs, ino]);
  });

  it('is repaired in the cache of Hugging Face, where its file is a link', async () => {
    const blobs = join(base, 'blobs');
    mkdirSync(blobs);
    const blob = join(blobs, hashOf(graph()));
    renameSync(graph(), blob);
    symlinkSync(blob, graph());

    await assertRepaired();
    await restart();
    await assertRepaired();
  });

  it('is repaired in a folder for temporary files if its cache is read-only', async () => {
    // A file in place of the folder, because root may write into read-only folders.
    mkdirSync(join(cache, '.grounded-sam'), { recursive: true });
    writeFileSync(join(cache, '.grounded-sam/repaired'), '');
    try {
      await assertRepaired();
      assert.ok(existsSync(join(repairFolders(cache)[1]!, hashOf(graph()), 'checks.json')));
    } finally {
      rmSync(join(repairFolders(cache)[1]!, hashOf(graph())), { recursive: true, force: true });
    }
  });

  for (const name of ['checks.json', 'model.onnx']) {
    it(`takes phrases one by one if its repaired graph cannot be stored: ${name}`, async () => {
      mkdirSync(join(repairs(), hashOf(graph()), name, 'in the way'), { recursive: true });

      await assertOneByOne();
      assert.deepEqual(readdirSync(join(repairs(), hashOf(graph()), name)), ['in the way']);
    });
  }

  it('is repaired again if its file is replaced by another', async () => {
    await find(cases[0]!);
    await restart();
    const old = hashOf(graph());
    const bytes = readFileSync(graph());
    // A field of the model that no reader knows.
    writeFileSync(graph(), Buffer.concat([bytes, Buffer.from([0xfa, 0x3e, 2, 1, 1])]));
    await assertRepaired();

    assert.deepEqual(
      readdirSync(repairs())
        .filter((name) => name !== 'hashes')
        .sort(),
      [old, hashOf(graph())].sort(),
    );
  });

  it('takes one phrase per pass if the repaired graph does not agree with it, then and later', async () => {
    await find(cases[0]!);
    await restart();
    const own = join(repairs(), hashOf(graph()));
    const record = JSON.parse(readFileSync(join(own, 'checks.json'), 'utf8')) as { checks: Record<string, unknown> };
    const [version] = Object.keys(record.checks);
    const checks = { [version!]: { agrees: false, reason: 'scores differ by 0.5' } };
    writeFileSync(join(own, 'checks.json'), JSON.stringify({ ...record, checks }));

    await assertOneByOne();
  });

  it('loses a repaired graph that does not agree with it', async () => {
    const graphOf = await RepairedGraph.prepare(graph(), repairFolders(cache));
    await graphOf!.write(content('a graph'));
    assert.ok(existsSync(graphOf!.repaired.file));
    await graphOf!.remember('1.30.0', { agrees: false, reason: 'scores differ by 0.5' });

    assert.ok(!existsSync(graphOf!.repaired.file));
    assert.equal((await graphOf!.check('1.30.0'))?.agrees, false);
    assert.equal(await graphOf!.check('1.31.0'), undefined, 'another runtime compares again');
  });

  it('is repaired again if the repaired file was removed', async () => {
    await find(cases[0]!);
    await restart();
    rmSync(join(repairs(), hashOf(graph()), 'model.onnx'));

    await assertRepaired();
  });

  it('is repaired again if the record of the comparison is damaged', async () => {
    await find(cases[0]!);
    await restart();
    truncateSync(join(repairs(), hashOf(graph()), 'checks.json'), 10);

    await assertRepaired();
  });

  const started = (action: 'detect' | 'hang'): ChildProcess =>
    fork(join(__dirname, '../../support/repair-process.js'), [action, folder, cache], { serialization: 'advanced' });

  it('is repaired after a process was killed in the middle of it', async () => {
    const hanging = started('hang');
    assert.deepEqual(await once(hanging, 'message'), ['writing', undefined]);
    const own = join(repairs(), hashOf(graph()));
    hanging.kill('SIGKILL');
    await once(hanging, 'exit');
    const left = readdirSync(own);
    assert.ok(left.includes('lock') && !left.includes('model.onnx') && left.length === 2, left.join());

    await assertRepaired();
    assert.deepEqual(readdirSync(own).sort(), ['checks.json', 'model.onnx']);
  });

  it('is repaired once by two processes that open it at the same time', async () => {
    const both = [started('detect'), started('detect')];
    const results = await Promise.all(both.map(async (one) => (await once(one, 'message'))[0] as DetectResult));

    for (const { detections, phrases } of results) {
      assert.equal(phrases, 'together');
      assert.ok(sameDetections(detections, bakedReference(cases[0]!, 'fp32')));
    }
    assert.deepEqual(readdirSync(join(repairs(), hashOf(graph()))).sort(), ['checks.json', 'model.onnx']);
  });
});
