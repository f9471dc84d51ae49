import type { NodeAPI } from 'node-red';
import {
  dtypes,
  type EngineSettings,
  invalidInput,
  type ModelTask,
  messageOf,
  type RequestedDtype,
  VisionError,
} from '../../src';
import { modelRequest, type VisionEngineNode } from '../shared/engine-source';
import { anyTextOption, choiceOption, readOptions } from '../shared/options';
import { openModelRows } from './model-rows';

/** What a dialog asks with; `engine` is the id of its vision-engine, or empty. */
const questionOptions = {
  task: choiceOption<ModelTask>('detector', ['detector', 'segmenter']),
  dtype: choiceOption<RequestedDtype>('auto', ['auto', ...dtypes]),
  model: anyTextOption(''),
  engine: anyTextOption(''),
} as const;

/**
 * Serves the model lists of the dialogs: `GET grounded-sam/models` and `POST grounded-sam/downloads` of the same question
 * answer `{models, chosen}`, or `{code, message}`.
 */
export function serveModels(RED: NodeAPI): void {
  const rows = openModelRows(({ model, dtype }) => modelRequest(RED, { model, dtype }));
  const may = (permission: string) => RED.auth.needsPermission(`grounded-sam.${permission}`);
  const engineOf = (id: string): VisionEngineNode | undefined => {
    const node = RED.nodes.getNode(id);
    return node?.type === 'vision-engine' ? (node as VisionEngineNode) : undefined;
  };

  RED.httpAdmin.get('/grounded-sam/models', may('read'), (request, response) =>
    answer(response, 200, () => {
      const { engine, ...choice } = readOptions(questionOptions, request.query);
      // An engine that is not deployed yet has no settings: its models are looked for where the default one has them.
      return rows.list(choice, engineOf(engine)?.readSettings() ?? {});
    }),
  );

  RED.httpAdmin.post('/grounded-sam/downloads', may('write'), (request, response) =>
    answer(response, 202, () => {
      // A form of another site cannot send JSON.
      if (!request.is('json')) throw invalidInput('Content-Type', 'application/json', request.get('content-type'));
      const { engine, ...choice } = readOptions(questionOptions, request.body as object);
      if (choice.model === '') throw invalidInput('model', 'the name of a model', choice.model);
      const settings: Partial<EngineSettings> | undefined = engine === '' ? {} : engineOf(engine)?.readSettings();
      if (!settings) throw new VisionError('INVALID_INPUT', 'The engine is not deployed yet: deploy, then download');
      rows.download(choice, settings);
      return rows.list(choice, settings);
    }),
  );
}

interface JsonResponse {
  status(code: number): { json(body: object): unknown };
}

function answer(response: JsonResponse, status: number, work: () => Promise<object>): void {
  Promise.resolve()
    .then(work)
    .then(
      (body) => response.status(status).json(body),
      (error: unknown) => {
        const code = error instanceof VisionError ? error.code : 'other';
        response.status(code === 'INVALID_INPUT' ? 400 : 500).json({ code, message: messageOf(error) });
      },
    );
}
