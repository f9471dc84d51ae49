import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, BackendCall, OpenedModel } from '../../src/engine/child/backend';
import { CallTimes } from '../../src/engine/child/call-times';
import type { ModelFiles } from '../../src/hub/hub';
import { demoFolder, graphChoices } from '../../src/model-files/model-folder';
import { float32, int64 } from '../../src/tensor/tensor';
import { demoGraphs } from './oip-server';

export interface BackendUnderTest {
  open(onCrash: () => void): Backend | Promise<Backend>;
  close(backend: Backend): Promise<void>;
  /** Ends what runs the graphs, as a crash would. */
  crash(backend: Backend): void | Promise<void>;
  /** Whether the graphs are on a server, which has `serverGraphs`. It may end without this process. */
  readonly isRemote?: boolean;
}

const TINY = 'test/fixtures/float16-detector/onnx/model_fp16.onnx';

/** The files of the graphs that a server has, by their names there. */
export const serverGraphs = (): Record<string, string> => ({ ...demoGraphs(), tiny: TINY });

/** A detector without weights: it returns its first feed's size and fixed boxes. */
const tinyFiles = (isRemote: boolean): ModelFiles => ({
  folders: ['test/fixtures/float16-detector'],
  dtype: 'fp16',
  graphs: [isRemote ? 'tiny' : TINY],
  others: [],
});
const tinyFeeds = () => ({
  pixel_values: float32([1, 3, 8, 8], new Float32Array(3 * 64).fill(0.25)),
  input_ids: int64([1, 2], [101, 102]),
});

const demoSegmenter = (isRemote: boolean): ModelFiles => {
  if (isRemote) return { ...tinyFiles(true), graphs: ['demo', 'demo-encoder', 'demo-decoder'] };
  const folder = demoFolder('segmenter');
  const [best, ...others] = graphChoices(folder, 'segmenter', ['fp32']);
  return { folders: [folder], ...best, others };
};

function callOf(signal = new AbortController().signal): BackendCall & { turns: number; readonly times: CallTimes } {
  const call = { times: new CallTimes(), signal, turns: 0, onTurn: () => void call.turns++ };
  return call;
}

/** What every backend must do: see `Backend`. */
export function describeBackend(name: string, { open, close, crash, isRemote = false }: BackendUnderTest): void {
  const tiny = tinyFiles(isRemote);
  describe(`the backend ${name}`, () => {
    let backend: Backend;
    let crashes: number;
    beforeEach(async () => {
      crashes = 0;
      backend = await open(() => crashes++);
    });
    afterEach(() => close(backend));

    const openTiny = (): Promise<OpenedModel> => backend.open(tiny, 'fp16', callOf());

    it('lets at least one call work at a time', () => {
      assert.ok(Number.isInteger(backend.concurrency) && backend.concurrency >= 1);
    });

    it('reports the inputs and outputs of the graphs that it opens, and the precision', async () => {
      const call = callOf();
      const { graphs, dtype } = await backend.open(tiny, 'auto', call);

      assert.equal(dtype, isRemote ? 'server' : 'fp16');
      assert.equal(call.turns, 1);
      assert.deepEqual(
        graphs[0]!.inputs.map((input) => `${input.name} ${input.type}`),
        ['pixel_values float32', 'input_ids int64'],
      );
      assert.deepEqual(
        graphs[0]!.outputs.map((output) => output.name),
        ['logits', 'pred_boxes'],
      );
    });

    it('runs a graph as often as it is asked, and measures each run', async () => {
      const [graph] = (await openTiny()).graphs;
      for (let run = 0; run < 3; run++) {
        const call = callOf();
        const { pred_boxes } = await graph!.sessionFor(call).run(tinyFeeds());

        assert.deepEqual(pred_boxes, float32([1, 2, 4], [0.25, 0.25, 0.25, 0.5, 0.25, 0.75, 0.125, 0.5]));
        assert.ok(call.turns >= 1);
        assert.ok(call.times.ms.inference > 0);
      }
    });

    it('answers parallel runs each with its own result', async () => {
      const [graph] = (await openTiny()).graphs;
      const widths = [1, 2, 3, 4];
      const runs = widths.map((width) =>
        graph!
          .sessionFor(callOf())
          .run({ ...tinyFeeds(), input_ids: int64([1, width], new Array<number>(width).fill(7)) }),
      );

      assert.deepEqual(
        (await Promise.all(runs)).map(({ logits }) => logits!.dims.at(-1)),
        (await widthsOneByOne(graph!, widths)).map(({ logits }) => logits!.dims.at(-1)),
      );
    });

    it('keeps outputs for the runs of another graph, until they are released', async () => {
      const call = callOf();
      const [encoder, decoder] = (await backend.open(demoSegmenter(isRemote), 'auto', call)).graphs;
      const [, , side] = encoder!.inputs[0]!.dims as number[];
      const square = typeof side === 'number' ? side : 256;
      const pixels = float32([1, 3, square, square], new Float32Array(3 * square * square));
      const kept = await encoder!.sessionFor(call).runAndKeep({ [encoder!.inputs[0]!.name]: pixels });
      const prompt = () => ({
        input_boxes: float32([1, 1, 4], [10, 10, 60, 60]),
        input_points: float32([1, 1, 0, 2], []),
        input_labels: int64([1, 1, 0], []),
      });

      const first = await decoder!.sessionFor(call).run(prompt(), kept);
      const run = decoder!.sessionFor(call).run(prompt(), kept);
      kept.release();

      assert.ok(kept.bytes > 0);
      assert.ok(first.pred_masks!.data.length > 0);
      assert.deepEqual((await run).iou_scores!.data, first.iou_scores!.data, 'a run requested before the release');
    });

    it('fails a run whose call was cancelled before its turn, with the reason of the signal', async () => {
      const [graph] = (await openTiny()).graphs;
      const call = callOf(AbortSignal.abort(new Error('no longer needed')));

      await assert.rejects(graph!.sessionFor(call).run(tinyFeeds()), /no longer needed/);
      await assert.rejects(backend.open(tiny, 'auto', call), /no longer needed/);
      assert.equal(call.turns, 0);
    });

    it('refuses feeds that the graph does not take with MODEL_UNSUPPORTED, and works on', async () => {
      const [graph] = (await openTiny()).graphs;
      const session = graph!.sessionFor(callOf());

      await assert.rejects(session.run({ pixel_values: float32([2], [1, 2]) }), { code: 'MODEL_UNSUPPORTED' });
      assert.ok((await session.run(tinyFeeds())).logits);
    });

    it('fails runs of a closed graph with MODEL_NOT_FOUND', async () => {
      const [graph] = (await openTiny()).graphs;
      await graph!.close();

      await assert.rejects(graph!.sessionFor(callOf()).run(tinyFeeds()), { code: 'MODEL_NOT_FOUND' });
    });

    it('reports its runtime', async () => {
      const { version, devices } = await backend.runtime();

      assert.notEqual(version, '');
      assert.ok(devices.length > 0);
    });

    if (isRemote) {
      it('has no precisions if the graphs are on a server', async () => {
        assert.deepEqual(await backend.preferredDtypes('q4'), []);
      });

      it('refuses a model that the server does not have with MODEL_NOT_FOUND, and works on', async () => {
        await assert.rejects(backend.open({ ...tiny, graphs: ['other'] }, 'auto', callOf()), {
          code: 'MODEL_NOT_FOUND',
        });
        assert.ok((await openTiny()).graphs.length > 0);
      });

      it('fails calls in flight and later ones when its server ends, and is not taken for crashed', async () => {
        const [graph] = (await openTiny()).graphs;
        const inFlight = [1, 2, 3].map(() => graph!.sessionFor(callOf()).run(tinyFeeds()));
        await Promise.all([crash(backend), ...inFlight.map((run) => assert.rejects(run, isUnreachable))]);

        await assert.rejects(openTiny(), { code: 'DEVICE_UNAVAILABLE' });
        assert.equal(crashes, 0);
      });
      return;
    }

    it('prefers a precision that is requested by name, and has several for auto', async () => {
      assert.deepEqual(await backend.preferredDtypes('q4'), ['q4']);
      const auto = await backend.preferredDtypes('auto');
      assert.ok(auto.length > 1);
      assert.equal(new Set(auto).size, auto.length);
    });

    it('refuses a file that is not a graph with MODEL_UNSUPPORTED, and works on', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'no-graph-'));
      const file = join(folder, 'model.onnx');
      writeFileSync(file, 'no graph');

      await assert.rejects(backend.open({ ...tiny, graphs: [file] }, 'fp16', callOf()), { code: 'MODEL_UNSUPPORTED' });
      assert.ok((await openTiny()).graphs.length > 0);
      rmSync(folder, { recursive: true });
    });

    it('fails calls in flight and later ones with ENGINE_CRASHED when it crashes, and reports the crash once', async () => {
      const [graph] = (await openTiny()).graphs;
      const inFlight = [1, 2, 3].map(() => graph!.sessionFor(callOf()).run(tinyFeeds()));
      await crash(backend);

      const results = await Promise.allSettled(inFlight);
      await assert.rejects(openTiny(), { code: 'ENGINE_CRASHED' });
      const failed = results.filter(({ status }) => status === 'rejected');
      assert.ok(failed.every((result) => Reflect.get(Reflect.get(result, 'reason'), 'code') === 'ENGINE_CRASHED'));
      assert.equal(crashes, 1);
    });
  });
}

/** A request was on its way, or not sent yet. */
const isUnreachable = { code: /^(ENGINE_CRASHED|DEVICE_UNAVAILABLE)$/ };

async function widthsOneByOne(graph: OpenedModel['graphs'][number], widths: readonly number[]) {
  const outputs = [];
  for (const width of widths) {
    const ids = int64([1, width], new Array<number>(width).fill(7));
    outputs.push(await graph.sessionFor(callOf()).run({ ...tinyFeeds(), input_ids: ids }));
  }
  return outputs;
}
