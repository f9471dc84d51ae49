import { type ErrorCode, VisionError } from '../errors';

// No error has a cause: those of Node.js and ffmpeg can hold the address with its secrets.
const failed = (host: string, problem: string, remedy: string, code: ErrorCode = 'CAMERA_FAILED'): VisionError =>
  new VisionError(code, `Camera ${problem}: ${host}. ${remedy}`);

export const loginRefused = (host: string, hasLogin: boolean): VisionError =>
  hasLogin
    ? failed(host, 'refuses the login', 'Check user and password, and whether this user may see images', 'CAMERA_LOGIN')
    : failed(host, 'requires a login', 'Enter user and password in the node', 'CAMERA_LOGIN');

export const noImage = (host: string, timeoutMs: number): VisionError =>
  failed(host, `sent no image within ${timeoutMs / 1000} s`, 'Check that it is on; a longer time limit can be set');

export const wrongStatus = (host: string, status: number): VisionError =>
  failed(host, `responded with ${status}`, 'Check the path of the address');

export const badRedirect = (host: string, problem: string): VisionError =>
  failed(host, `redirected ${problem}`, 'Enter the final address in the node');

/** @param type the media type that the camera announced */
export const notJpeg = (host: string, type: string): VisionError =>
  failed(host, `sent no JPEG, but ${type || 'data of an unknown type'}`, 'Check the path of the address');

export const incompleteImage = (host: string): VisionError =>
  failed(host, 'ended in the middle of an image', 'The connection may be poor, or the camera busy');

export const tooLarge = (host: string, maxBytes: number): VisionError =>
  failed(host, `sends images of more than ${maxBytes / 1e6} MB`, 'Set a lower resolution in the camera');

export const noFfmpeg = (): VisionError =>
  new VisionError(
    'CAMERA_FAILED',
    'ffmpeg was not found. RTSP and videos need it: install ffmpeg 5.1 or newer, so that it is on the PATH of Node-RED',
  );

export const oldFfmpeg = (version: string): VisionError =>
  new VisionError(
    'CAMERA_FAILED',
    `ffmpeg ${version} is too old. RTSP and videos need ffmpeg 5.1 or newer on the PATH of Node-RED`,
  );

// Causes that both Node.js and ffmpeg report.
const REFUSED = ['refuses the connection', 'Check host and port'] as const;
const UNKNOWN = ['is unknown', 'Check the host name, and the DNS of this machine'] as const;
const UNREACHABLE = ['cannot be reached', 'Check that it is on, and in this network'] as const;

/** Causes by the codes of Node.js. */
const CAUSES: readonly (readonly [codes: RegExp, problem: string, remedy: string])[] = [
  [/^ECONNREFUSED$/, ...REFUSED],
  [/^(ENOTFOUND|EAI_\w+)$/, ...UNKNOWN],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN)$/, ...UNREACHABLE],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'ended the connection', 'It may be busy, or restart'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_/,
    'has a certificate that cannot be verified',
    'Turn on "Accept any certificate" if you trust this network',
  ],
  [/^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/, 'does not speak this TLS', 'Check whether the address must begin with http'],
  [/^HPE_/, 'does not speak HTTP', 'Check the port'],
];

/** The error of a connection that Node.js reports. */
export function connectionError(host: string, error: unknown): VisionError {
  const { code = '' } = Object(error) as { code?: unknown };
  const known = CAUSES.find(([codes]) => codes.test(String(code)));
  if (known) return failed(host, known[1], known[2]);
  return failed(host, `cannot be read${code ? ` (${code})` : ''}`, 'Check the address');
}

/** Causes by the standard error of ffmpeg. */
const FFMPEG_CAUSES: readonly (readonly [text: RegExp, problem: string, remedy: string])[] = [
  [/\b404 |Not Found/, 'has no stream at this address', 'Check the path of the address'],
  [/Connection refused/, ...REFUSED],
  [/Failed to resolve|Name or service not known/, ...UNKNOWN],
  [/No route to host|Network is unreachable|timed out/i, ...UNREACHABLE],
  [/\btls\b|TLS|SSL|certificate/, 'does not speak this TLS', 'Check whether the address must begin with rtsp'],
  [/matches no streams/, 'sends no video', 'Check the path of the address'],
];

/**
 * The error of an ffmpeg that ended.
 * @param report its standard error
 */
export function ffmpegError(host: string, hasLogin: boolean, report: string): VisionError {
  if (/\b40[13] |authorization failed/.test(report)) return loginRefused(host, hasLogin);
  const known = FFMPEG_CAUSES.find(([text]) => text.test(report));
  if (known) return failed(host, known[1], known[2]);
  return failed(host, `cannot be read (${reasonIn(report)})`, 'Check the address, and the video format of the camera');
}

/** The last line, without addresses: ffmpeg shows them with their login. */
function reasonIn(report: string): string {
  const lines = report.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*|^pipe:0:\s*/g, '').trim());
  const line = lines.filter((one) => one !== '' && !/\w+:\/\//.test(one)).at(-1);
  return line?.slice(0, 100) ?? 'ffmpeg ended without a reason';
}
