import { messageOf, VisionError } from '../errors';
import { diskAdvice, isDiskError } from '../files/disk-error';
import { formatBytes } from './progress';

/** The file or repository of a request, for error messages. It has no URL, whose query may hold a signature. */
export interface Subject {
  /** `org/name (revision main)`, or a file of it. */
  readonly name: string;
  /** The web page on which users read the licence and request access. */
  readonly page: string;
}

const OR_ANOTHER_FOLDER = 'or choose another Model folder in the vision-engine, or another HF_HUB_CACHE';

/** All attempts of a request failed. */
export class GaveUp extends VisionError {}

/** A user cancelled the download. It does not begin again by itself. */
export class Cancelled extends GaveUp {
  constructor(name: string) {
    super(
      'DOWNLOAD_FAILED',
      `Download cancelled: ${name}. To begin it again, click "Download now" in the dialog of the node, or restart the engine in ` +
        'the sidebar Vision',
    );
  }
}

/** What works without a network. */
export const WITHOUT_NETWORK =
  'Without a network: use the built-in model demo, which knows drawn shapes only, set HF_ENDPOINT to a mirror, or copy the ' +
  'Model folder from another machine and turn on Offline of the vision-engine';

const failed = (message: string, cause?: unknown): VisionError =>
  new VisionError('DOWNLOAD_FAILED', message, cause === undefined ? {} : { cause });

export const accessRefused = ({ name, page }: Subject, status: number): VisionError =>
  failed(
    `Access refused (${status}) to ${name}: it does not exist, needs a token, or its licence is not accepted yet. ` +
      `Accept the licence at ${page}, and set the token on the vision-engine or in HF_TOKEN`,
  );

/** @param endpoint without a login */
export const invalidEndpoint = (endpoint: string): VisionError =>
  failed(
    `HF_ENDPOINT must be a URL that starts with http:// or https://, got ${JSON.stringify(endpoint.slice(0, 100))}`,
  );

/** Does not show the value, which may have a password. @param name of the environment variable */
export const invalidProxy = (name: string): VisionError =>
  failed(`${name} must be the address of a proxy: http://host:port, or http://user:password@host:port`);

/** Does not show the token. */
export const invalidToken = (): VisionError =>
  failed(
    'The Hugging Face token is not valid: it has a blank or another character that tokens do not have. ' +
      'Check Token of the vision-engine, HF_TOKEN, and the file that "hf auth login" writes',
  );

export const notFound = ({ name, page }: Subject): VisionError =>
  new VisionError('MODEL_NOT_FOUND', `The hub does not have ${name} (404). See ${page}`);

/** @param problem reads on from "the hub": `responded with 400` */
export const unexpectedResponse = ({ name }: Subject, problem: string): VisionError =>
  failed(`Cannot download ${name}: the hub ${problem}`);

/** A failure that no further attempt can change. It has no cause, which may hold the address of a proxy with its password. */
export const unreachable = ({ name }: Subject, problem: string, advice: string): VisionError =>
  failed(`Cannot download ${name}: ${problem}. ${advice}`);

/** @param host that sent an HTML page where a file or JSON was requested */
export const webPage = ({ name }: Subject, host: string): VisionError =>
  failed(
    `Cannot download ${name}: ${host} sent a web page instead of it. If your network has a login page (captive portal), ` +
      'log in with a browser. If it has a proxy or you use a mirror, check HTTPS_PROXY and HF_ENDPOINT',
  );

export const gaveUp = ({ name }: Subject, attempts: number, cause: unknown): VisionError => {
  const problem = `Cannot download ${name} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const reason = reasonOf(cause);
  const message = `${problem}: ${reason}${isNetworkError(cause) ? `. ${WITHOUT_NETWORK}` : ''}`;
  return new GaveUp('DOWNLOAD_FAILED', message, { cause });
};

/** Codes of Node.js and undici for a hub that cannot be reached. */
const NETWORK_CODE = /^(E(CONN|AI_|HOST|NET|TIMEDOUT|NOTFOUND)|UND_ERR_CONNECT)/;

/** Whether no connection to the hub was made. An `AggregateError` has one error for each address of a host. */
function isNetworkError(error: unknown): boolean {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  return NETWORK_CODE.test(String(code)) || [cause, errors?.[0]].some((inner) => inner && isNetworkError(inner));
}

export const wrongContent = ({ name }: Subject): VisionError =>
  failed(
    `Cannot download ${name}: it arrived damaged twice, with another hash than the hub lists. ` +
      'Check the proxy or mirror in use',
  );

export const wrongListing = ({ name }: Subject): VisionError =>
  failed(`Cannot use ${name}: the hub lists a different SHA-256 than the one pinned in this package`);

export const publishedPointer = ({ name }: Subject): VisionError =>
  failed(
    `Cannot use ${name}: the hub has only a git-lfs pointer of it. Use another repository or mirror. Its owner has to run ` +
      '"git lfs pull" and upload the file itself',
  );

/** @param reserveBytes stay free in any case */
export const noSpace = (
  model: string,
  neededBytes: number,
  freeBytes: number,
  reserveBytes: number,
  folder: string,
): VisionError =>
  failed(
    `Not enough disk space for ${model}: it needs ${formatBytes(neededBytes)}, and ${formatBytes(reserveBytes)} must ` +
      `stay free, but only ${formatBytes(freeBytes)} are free in ${folder}. Free disk space there, ${OR_ANOTHER_FOLDER}`,
  );

/**
 * The result of work on the files of the cache. Errors of the file system get a code, the folder and advice.
 * @param folder the cache
 * @throws VisionError `DOWNLOAD_FAILED` for an error of the file system
 */
export const inCache = <T>(folder: string, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (!isDiskError(error)) throw error;
    throw failed(
      `Cannot store models in ${folder}: ${error.message}. ${diskAdvice(error)}, ${OR_ANOTHER_FOLDER}`,
      error,
    );
  });

/** @param missing names of the files or the revision */
export const missingOffline = (model: string, missing: readonly string[], folder: string): VisionError =>
  new VisionError(
    'MODEL_NOT_FOUND',
    `Not cached, and the hub is offline: ${model}. ${folder} has no ${missing.join(', ')}. ` +
      'Run "npx @grounded-sam/node-red download" with a network, copy the folder from another machine, or use the built-in ' +
      'model demo, which knows drawn shapes only',
  );

export const offline = (name: string): VisionError =>
  failed(`Cannot download ${name}: the hub is offline. Switch off Offline of the vision-engine, or HF_HUB_OFFLINE`);

/** Connection errors have their reason in `cause` or `code`. */
function reasonOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: unknown };
  const message = messageOf(error) || (cause ? messageOf(cause) : '');
  return code && !message.includes(code) ? `${message} (${code})`.trim() : message;
}
