import { messageOf, VisionError } from '../errors';
import { formatBytes } from './progress';

/** What a request was about, in words that may be shown: no address, whose query may hold a signature. */
export interface Subject {
  /** `org/name`, with the file and revision where there are. */
  readonly name: string;
  /** The page on which people read the licence and ask for access. */
  readonly page: string;
}

const failed = (message: string, cause?: unknown): VisionError =>
  new VisionError('DOWNLOAD_FAILED', message, cause === undefined ? {} : { cause });

export const accessRefused = ({ name, page }: Subject, status: number): VisionError =>
  failed(
    `${name} was refused (${status}): there is no such model, or it needs a token, or its licence must be accepted at ` +
      `${page} first. The token is set on the vision-engine or in HF_TOKEN`,
  );

export const notFound = ({ name, page }: Subject): VisionError =>
  new VisionError('MODEL_NOT_FOUND', `The hub does not have ${name} (404); see ${page}`);

/** @param response a status, or in words */
export const unexpectedResponse = ({ name }: Subject, response: number | string): VisionError =>
  failed(`${name} cannot be downloaded: the hub answered ${response}`);

export const gaveUp = ({ name }: Subject, attempts: number, cause: unknown): VisionError =>
  failed(`${name} cannot be downloaded, tried ${attempts} times: ${reasonOf(cause)}`, cause);

export const wrongContent = ({ name }: Subject): VisionError =>
  failed(
    `${name} arrived damaged twice: its hash is not the one that the hub lists. A proxy or mirror may be at fault`,
  );

export const wrongListing = ({ name }: Subject): VisionError =>
  failed(`${name} is listed with another hash than this package knows; it is not used`);

export const noSpace = (model: string, neededBytes: number, freeBytes: number, folder: string): VisionError =>
  failed(`${model} needs ${formatBytes(neededBytes)}, and ${formatBytes(freeBytes)} are free in ${folder}`);

export const notWritable = (folder: string, cause: unknown): VisionError =>
  failed(`Models cannot be kept in ${folder}: ${messageOf(cause)}`, cause);

/** @param missing what lacks, by name */
export const missingOffline = (model: string, missing: readonly string[], folder: string): VisionError =>
  new VisionError(
    'MODEL_NOT_FOUND',
    `${model} is not here, and the hub is offline by setting: ${missing.join(', ')} was looked for in ${folder}. ` +
      'Download it with a network ("grounded-sam download"), or copy the folder from another machine',
  );

export const offline = (name: string): VisionError =>
  failed(`${name} cannot be downloaded: the hub is offline by setting (HF_HUB_OFFLINE, or the vision-engine)`);

/** Connection errors carry the telling part in their cause or code. */
function reasonOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: unknown };
  const message = messageOf(error) || (cause ? messageOf(cause) : '');
  return code && !message.includes(code) ? `${message} (${code})`.trim() : message;
}
