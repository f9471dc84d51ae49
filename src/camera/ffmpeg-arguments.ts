import { resolve } from 'node:path';

/** Protocols that ffmpeg may use for a camera. It reads no files and no web pages. */
const PROTOCOLS = 'pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto';
/** ffmpeg gives up if a connection is silent. The time limit of the node ends it sooner, unless Node-RED was killed. */
const SILENCE_US = 60_000_000;
/**
 * ffmpeg looks at this many bytes of a stream before it begins: at one key frame, instead of 7 images of H.264. The tracks are
 * known from the description of the stream. Both the list and the stream in it are looked at.
 */
const PROBED_BYTES = 4096;

/**
 * The arguments by which ffmpeg turns a stream into JPEG images on its standard output. The address is not among them, because
 * every user of the machine can read arguments: ffmpeg reads it from its standard input (`addressScript`).
 */
export function streamArguments(intervalMs: number, keyFramesOnly: boolean): string[] {
  return [
    // One thread, because several threads hold back as many images.
    ...['-threads', '1', ...(keyFramesOnly ? ['-skip_frame', 'nokey'] : [])],
    ...['-protocol_whitelist', PROTOCOLS, '-probesize', `${PROBED_BYTES}`, '-fpsprobesize', '0'],
    ...['-f', 'concat', '-safe', '0', '-i', 'pipe:0'],
    ...['-map', '0:v:0', '-vf', `select='${isDue(intervalMs)}'`, '-fps_mode', 'passthrough'],
    ...jpegOutput(3),
  ];
}

/**
 * The arguments by which ffmpeg turns a video file into `fps` JPEG images per second on its standard output. Image n, from 0, is
 * the one that the video shows at n / fps seconds.
 */
export const videoArguments = (file: string, fps: number): string[] => [
  // The protocol, so that no name is taken for an option or another protocol.
  ...['-protocol_whitelist', 'file', '-i', `file:${resolve(file)}`],
  // Other roundings take image n later, and no image of a video that is shorter than 1 / fps seconds.
  ...['-map', '0:v:0', '-vf', `fps=${fps}:round=up`, ...jpegOutput(2)],
];

/** @param quality from 2, the best, to 31 */
const jpegOutput = (quality: number): string[] => ['-c:v', 'mjpeg', '-q:v', `${quality}`, '-f', 'mpjpeg', 'pipe:1'];

/** Whether an image is the first one, is old enough after the last selected one, or follows a clock that was set back. */
const isDue = (intervalMs: number): string =>
  `isnan(prev_selected_t)+gte(t-prev_selected_t,${intervalMs / 1000 - 0.001})+lt(t,prev_selected_t)`;

/** A list for ffmpeg's demuxer "concat", with the address of the stream as its only entry. */
export const addressScript = (url: string): string =>
  [
    'ffconcat version 1.0',
    `file '${url.replaceAll("'", '%27')}'`,
    'option rtsp_flags prefer_tcp',
    `option probesize ${PROBED_BYTES}`,
    // ffmpeg would wait for 20 images to measure their rate, which nothing needs.
    'option fpsprobesize 0',
    `option timeout ${SILENCE_US}`,
    // Cameras have certificates of their own, which ffmpeg verifies from version 9 on.
    ...(url.startsWith('rtsps:') ? ['option tls_verify 0'] : []),
    '',
  ].join('\n');

/** Whether `ffmpeg -version` reports 5.1 or newer. Builds without a number are newer. */
export function isOldFfmpeg(report: string): string | undefined {
  const [, version, major, minor] = /^ffmpeg version n?((\d+)\.(\d+)\S*)/.exec(report) ?? [];
  return version && Number(major) * 100 + Number(minor) < 501 ? version : undefined;
}
