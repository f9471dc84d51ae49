import type { NodeAPI } from 'node-red';
import { visionEngine } from '../nodes/shared/engine-source';
import { anyTextOption, choiceOption, readOptions } from '../nodes/shared/options';
import {
  dtypes,
  type GivenSettings,
  invalidInput,
  type ModelList,
  type ModelRow,
  type ModelTask,
  preferredDtypes,
  type RequestedDtype,
  VisionError,
} from '../src';
import { refuseForms, respond } from './respond';

/** The question of a dialog. `engine` is the id of its vision-engine; empty is the default engine. */
const questionOptions = {
  task: choiceOption<ModelTask>('detector', ['detector', 'segmenter']),
  dtype: choiceOption<RequestedDtype>('auto', ['auto', ...dtypes]),
  model: anyTextOption(''),
  engine: anyTextOption(''),
} as const;

/**
 * Serves the model lists of the dialogs. `GET grounded-sam/models` and `POST grounded-sam/downloads` take the same question
 * and respond with `{models, chosen}`, or with `{code, message}`.
 */
export function serveModels(RED: NodeAPI, models: ModelList): void {
  const may = (permission: string) => RED.auth.needsPermission(`grounded-sam.${permission}`);

  RED.httpAdmin.get('/grounded-sam/models', may('read'), (request, response) =>
    respond(response, 200, async () => {
      const { engine, ...choice } = readOptions(questionOptions, request.query);
      // An engine that is not deployed yet has no settings: the default ones say where its models are.
      const settings = visionEngine(RED, engine)?.readSettings() ?? {};
      const listed = await models.list(choice, settings, preferredDtypes('auto', settings.device));
      return settings.server ? onServers(listed) : listed;
    }),
  );

  RED.httpAdmin.post('/grounded-sam/downloads', may('write'), (request, response) =>
    respond(response, 202, () => {
      refuseForms(request);
      const { engine, ...choice } = readOptions(questionOptions, request.body as object);
      if (choice.model === '') throw invalidInput('model', 'the name of a model', choice.model);
      const settings: GivenSettings | undefined = engine === '' ? {} : visionEngine(RED, engine)?.readSettings();
      if (!settings) throw new VisionError('INVALID_INPUT', 'The engine is not deployed yet: deploy, then download');
      if (settings.server) {
        throw new VisionError(
          'INVALID_INPUT',
          'Nothing to download: the models of this engine run on inference servers',
        );
      }
      const auto = preferredDtypes('auto', settings.device);
      models.download(choice, settings, auto);
      return models.list(choice, settings, auto);
    }),
  );
}

interface Listed {
  readonly models: readonly ModelRow[];
  readonly chosen?: ModelRow;
}

/** The list for an engine whose models run on servers: sizes and states of this machine do not concern it. */
const onServers = ({ models, chosen }: Listed): Listed => ({
  models: models.map(onServer),
  ...(chosen && { chosen: onServer(chosen) }),
});

const onServer = (row: ModelRow): ModelRow =>
  row.state === 'unusable' ? row : { model: row.model, licence: row.licence, notes: row.notes, state: 'server' };
