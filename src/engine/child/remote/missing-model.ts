import { VisionError } from '../../../errors';
import { ServerFault, sentenceIn } from './server-errors';
import type { Received, Sent } from './server-requests';

/** A version of a model, as the repository of a server describes it. Servers differ, so nothing of it is certain. */
interface IndexedModel {
  readonly name?: unknown;
  readonly version?: unknown;
  /** READY, LOADING, UNLOADING, UNAVAILABLE. Absent: it was never loaded. */
  readonly state?: unknown;
  readonly reason?: unknown;
}

/** The server may have the model, but has not loaded it. */
export class ModelNotLoaded extends VisionError {
  constructor(message: string) {
    super('MODEL_NOT_FOUND', message);
  }
}

/** Sends a request to the server that refused another one. */
type Ask = (request: Sent) => Promise<Received>;

/** The wait before a server that loads a model is asked again. */
const LOADING_MS = 1000;
/** Limit for each question. The error is known without it. */
const QUESTION_MS = 5000;
const MOST_NAMES = 20;
/** Sentences of Triton with status 400. */
const NOT_LOADED = /unknown model|not (at )?ready|no available versions|not found/i;

/**
 * Asks a server that refused a request whether it has the model. The index is an extension of the protocol:
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md
 * @param refused the error of the response alone
 * @returns VisionError `MODEL_NOT_FOUND`, ServerFault while the model is being loaded, or `refused` if the model is ready or the
 * server does not say so
 */
export async function explained(refused: Error, response: Received, request: Sent, ask: Ask): Promise<Error> {
  const { status, host } = response;
  const mayBeMissing =
    status === 404 ||
    status === 503 ||
    (status === 400 && (request.method === 'GET' || NOT_LOADED.test(refused.message)));
  if (request.model === '' || response.isHtml || !mayBeMissing) return refused;
  const index = await indexOf(request, ask);
  const server = `the inference server at ${host}`;
  if (!index) {
    const isUnready = status === 503 && [400, 404].includes(await readyStatus(request, ask));
    if (isUnready) return notLoaded(server, request, sentenceIn(response.body.toString('utf8')));
    return 'code' in refused && refused.code === 'MODEL_NOT_FOUND' ? new ModelNotLoaded(refused.message) : refused;
  }
  const versions = index.filter(({ name }) => name === request.model);
  const names = [...new Set(index.map(({ name }) => String(name)))];
  if (versions.length === 0) return notFound(`No model "${request.model}" on ${server}. It has: ${listed(names)}`);
  const own = versions.filter(({ version }) => request.version === undefined || String(version) === request.version);
  if (own.some(({ state }) => state === 'LOADING')) {
    const loading = notFound(`Still loading the model "${request.model}": ${server}. Try again later`);
    return new ServerFault(loading, LOADING_MS, true);
  }
  if (own.some(({ state }) => state === 'READY')) return refused;
  const ready = versions.filter(({ state }) => state === 'READY').map(({ version }) => String(version));
  if (ready.length > 0) {
    return notFound(
      `No version ${request.version} of the model "${request.model}" on ${server}. It has: ${listed(ready)}`,
    );
  }
  const { state, reason } = versions.at(-1)!;
  return notLoaded(server, request, [state, reason].filter(Boolean).join(': ').toLowerCase());
}

const notFound = (message: string): VisionError => new VisionError('MODEL_NOT_FOUND', message);

const notLoaded = (server: string, { model }: Sent, reason: string): VisionError =>
  new ModelNotLoaded(`Not loaded: the model "${model}" on ${server}${reason && ` (${reason})`}. Load it there`);

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.slice(0, MOST_NAMES).join(', ').slice(0, 1000) + more;
}

/** @returns undefined if the server has no index, or does not show it */
async function indexOf(request: Sent, ask: Ask): Promise<readonly IndexedModel[] | undefined> {
  const parts = [Buffer.from('{}')];
  const headers = { 'content-type': 'application/json', 'content-length': '2' };
  const response = await answerTo({ method: 'POST', path: 'v2/repository/index', headers, parts }, request, ask);
  if (response?.status !== 200) return undefined;
  try {
    const index: unknown = JSON.parse(response.body.toString('utf8'));
    return Array.isArray(index) ? index.map(Object) : undefined;
  } catch {
    return undefined;
  }
}

async function readyStatus(request: Sent, ask: Ask): Promise<number> {
  const path = `v2/models/${encodeURIComponent(request.model)}/ready`;
  return (await answerTo({ method: 'GET', path }, request, ask))?.status ?? 0;
}

/** @returns undefined if there is no complete response within the limit */
async function answerTo(
  question: Pick<Sent, 'method' | 'path' | 'headers' | 'parts'>,
  { model, signal }: Sent,
  ask: Ask,
): Promise<Received | undefined> {
  try {
    return await ask({ ...question, model, signal: AbortSignal.any([signal, AbortSignal.timeout(QUESTION_MS)]) });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
