import { type FailureReason, VisionError } from '../errors';

type Reason = FailureReason['key'];

/** A cause: its reason for the status, the end of "Camera ...", and a remedy. */
type Cause = readonly [reason: Reason, problem: string, remedy: string];

// No error has a cause: those of Node.js and ffmpeg can hold the address with its secrets.
const failed = (host: string, [key, problem, remedy]: Cause, httpStatus?: number): VisionError =>
  new VisionError(
    key === 'loginRequired' || key === 'loginRefused' ? 'CAMERA_LOGIN' : 'CAMERA_FAILED',
    `Camera ${problem}: ${host}. ${remedy}`,
    { reason: { key, ...(httpStatus !== undefined && { httpStatus }) } },
  );

const LOGIN_REFUSED = [
  'loginRefused',
  'refuses the login',
  'Check user and password, and whether this user may see images',
] as const;
const LOGIN_REQUIRED = ['loginRequired', 'requires a login', 'Enter user and password in the node'] as const;

export const loginRefused = (host: string, hasLogin: boolean): VisionError =>
  failed(host, hasLogin ? LOGIN_REFUSED : LOGIN_REQUIRED);

export const noImage = (host: string, timeoutMs: number): VisionError =>
  failed(host, [
    'timedOut',
    `sent no image within ${timeoutMs / 1000} s`,
    'Check that it is on; a longer time limit can be set',
  ]);

export const wrongStatus = (host: string, status: number): VisionError =>
  failed(host, ['badStatus', `responded with ${status}`, 'Check the path of the address'], status);

export const badRedirect = (host: string, problem: string): VisionError =>
  failed(host, ['redirected', `redirected ${problem}`, 'Enter the final address in the node']);

const MEDIA_TYPE = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/;

/** @param type the media type that the camera announced. It can be any text */
export function notJpeg(host: string, type: string): VisionError {
  const sent = MEDIA_TYPE.test(type) ? type : 'data of an unknown type';
  return failed(host, ['noJpeg', `sent no JPEG, but ${sent}`, 'Check the path of the address']);
}

export const incompleteImage = (host: string): VisionError =>
  failed(host, ['incomplete', 'ended in the middle of an image', 'The connection may be poor, or the camera busy']);

export const tooLarge = (host: string, maxBytes: number): VisionError =>
  failed(host, ['tooLarge', `sends images of more than ${maxBytes / 1e6} MB`, 'Set a lower resolution in the camera']);

export const noFfmpeg = (): VisionError =>
  new VisionError(
    'CAMERA_FAILED',
    'ffmpeg was not found. RTSP and videos need it: install ffmpeg 5.1 or newer, so that it is on the PATH of Node-RED',
    { reason: { key: 'noFfmpeg' } },
  );

/** @param how `exit code 127` */
export const brokenFfmpeg = (how: string): VisionError =>
  new VisionError(
    'CAMERA_FAILED',
    `ffmpeg does not work (${how}). RTSP and videos need it: run "ffmpeg -version" as the user of Node-RED to see why`,
  );

export const oldFfmpeg = (version: string): VisionError =>
  new VisionError(
    'CAMERA_FAILED',
    `ffmpeg ${version} is too old. RTSP and videos need ffmpeg 5.1 or newer on the PATH of Node-RED`,
    { reason: { key: 'oldFfmpeg' } },
  );

// Causes that both Node.js and ffmpeg report.
const REFUSED = ['refused', 'refuses the connection', 'Check host and port'] as const;
const UNKNOWN = ['unknownHost', 'is unknown', 'Check the host name, and the DNS of this machine'] as const;
const UNREACHABLE = ['unreachable', 'cannot be reached', 'Check that it is on, and in this network'] as const;

/** Causes by the codes of Node.js. */
const CAUSES: readonly (readonly [codes: RegExp, ...Cause])[] = [
  [/^ECONNREFUSED$/, ...REFUSED],
  [/^(ENOTFOUND|EAI_\w+)$/, ...UNKNOWN],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN)$/, ...UNREACHABLE],
  [
    /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/,
    'connectionLost',
    'ended the connection',
    'It may be busy, or restart',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_/,
    'certificate',
    'has a certificate that cannot be verified',
    'Turn on "Accept any certificate" if you trust this network',
  ],
  [
    /^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/,
    'tls',
    'does not speak this TLS',
    'Check whether the address must begin with http',
  ],
  [/^HPE_/, 'noHttp', 'does not speak HTTP', 'Check the port'],
];

/** An error without a known reason: the status names its code. */
const unreadable = (host: string, detail: string, remedy: string): VisionError =>
  new VisionError('CAMERA_FAILED', `Camera cannot be read${detail}: ${host}. ${remedy}`);

/** The error of a connection that Node.js reports. */
export function connectionError(host: string, error: unknown): VisionError {
  const { code = '' } = Object(error) as { code?: unknown };
  const known = CAUSES.find(([codes]) => codes.test(String(code)));
  if (known) return failed(host, [known[1], known[2], known[3]]);
  return unreadable(host, code ? ` (${code})` : '', 'Check the address');
}

/** Causes by the standard error of ffmpeg. */
const FFMPEG_CAUSES: readonly (readonly [text: RegExp, ...Cause])[] = [
  [/\b404 |Not Found/, 'noVideo', 'has no stream at this address', 'Check the path of the address'],
  [/Connection refused/, ...REFUSED],
  [/Failed to resolve|Name or service not known/, ...UNKNOWN],
  [/No route to host|Network is unreachable|timed out/i, ...UNREACHABLE],
  [/\btls\b|TLS|SSL|certificate/, 'tls', 'does not speak this TLS', 'Check whether the address must begin with rtsp'],
  [/matches no streams/, 'noVideo', 'sends no video', 'Check the path of the address'],
];

/** Stands for an address in the standard error of ffmpeg. */
const ADDRESS = '://';

/**
 * The error of an ffmpeg that ended.
 * @param standardError what it wrote there
 */
export function ffmpegError(host: string, hasLogin: boolean, standardError: string): VisionError {
  // An address can contain the words of a cause.
  const report = standardError.replace(/\w+:\/\/[^\s']*/g, ADDRESS);
  if (/\b40[13] |authorization failed/.test(report)) return loginRefused(host, hasLogin);
  const known = FFMPEG_CAUSES.find(([text]) => text.test(report));
  if (known) return failed(host, [known[1], known[2], known[3]]);
  return unreadable(host, ` (${reasonIn(report)})`, 'Check the address, and the video format of the camera');
}

/** The last line without an address: ffmpeg shows them with their login. */
function reasonIn(report: string): string {
  const lines = report.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*|^pipe:0:\s*/g, '').trim());
  const line = lines.filter((one) => one !== '' && !one.includes(ADDRESS)).at(-1);
  return line?.slice(0, 100) ?? 'ffmpeg ended without a reason';
}
