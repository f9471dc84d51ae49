import assert from 'node:assert/strict';
import type { Backend, BackendCall, ModelTrial, OpenedModel, TrialObject } from '../../../../src/engine/child/backend';
import { CallTimes } from '../../../../src/engine/child/call-times';
import { LocalBackend } from '../../../../src/engine/child/local/local-backend';
import { openers } from '../../../../src/engine/child/models';
import { openHub } from '../../../../src/hub/hub';
import { resolveModel } from '../../../../src/model-files/model-reference';
import type { ModelTask } from '../../../../src/model-files/model-request';

const newCall = (): BackendCall => ({
  times: new CallTimes(),
  signal: new AbortController().signal,
  onTurn: () => {},
});

describe('the trial of a model', () => {
  let backend: LocalBackend;
  beforeEach(() => {
    backend = new LocalBackend({ device: 'cpu', threads: 0 }, () => {});
  });
  afterEach(() => backend.close());

  /** Opens the demo model, and runs its trial as the backend would. */
  async function tryOut(task: ModelTask): Promise<{ objects: readonly TrialObject[]; trial: ModelTrial; ms: number }> {
    const model = resolveModel(task, { model: 'demo', dtype: 'auto', baseFolder: '.' });
    let given: { trial: ModelTrial; opened: OpenedModel } | undefined;
    const noting = {
      concurrency: 1,
      canAbortRun: false,
      preferredDtypes: backend.preferredDtypes.bind(backend),
      runtime: backend.runtime.bind(backend),
      open: async (...[files, dtype, call, trial]: Parameters<Backend['open']>) => {
        given = { trial: trial!, opened: await backend.open(files, dtype, call) };
        return given.opened;
      },
    };
    await openers[task](noting, model as never, await openHub({ offline: true }).fetch(model), newCall());
    const call = newCall();
    const { trial, opened } = given!;
    return { objects: await trial.run(opened, call), trial, ms: call.times.ms.inference };
  }

  it('finds the shapes of the built-in image with the demo detector, best score first', async () => {
    const { objects, trial, ms } = await tryOut('detector');

    assert.deepEqual([trial.model, trial.task], ['demo', 'detector']);
    const confident = objects.filter(({ score }) => score > 0.5);
    assert.deepEqual(confident.map(({ label }) => label).toSorted(), ['circle', 'cross', 'cross', 'star']);
    assert.ok(objects.every(({ score }, index) => index === 0 || score <= objects[index - 1]!.score));
    assert.ok(objects.length > confident.length, 'weak candidates are among them');
    assert.ok(ms > 0);
  });

  it('segments the shapes of the built-in image with the demo segmenter', async () => {
    const { objects } = await tryOut('segmenter');

    assert.deepEqual(
      objects.map(({ label }) => label),
      ['prompt 0', 'prompt 1', 'prompt 2'],
    );
    for (const { mask, score } of objects) {
      assert.ok(score > 0.8, String(score));
      assert.ok(mask!.dims[0] > 50 && mask!.dims[1] > 50, String(mask!.dims));
    }
  });
});
