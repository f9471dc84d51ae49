import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withOwnMemory } from '../calls/sendable';
import { ChildCalls } from '../process/child-calls';
import type { CameraAddress } from './camera-address';
import type { CameraApi, FfmpegStreamSettings } from './camera-api';
import type { PictureSource } from './picture-source';

export interface RtspSourceSettings {
  /** Milliseconds between images; ffmpeg encodes no others. */
  readonly intervalMs: number;
  /** Decode only complete images of the stream, which are 1 to 10 s apart. Needs a tenth of the processor time or less. */
  readonly keyFramesOnly: boolean;
}

/** The process ends this long after the last stream was stopped. */
const IDLE_MS = 60_000;

const NO_LIMIT = { timeoutMs: 0 };

const cameras = new ChildCalls<CameraApi>({
  file: join(__dirname, 'camera-process.js'),
  name: 'camera process',
  hasChildren: true,
  idleMs: IDLE_MS,
  // Calls have no time limit of their own.
  problem: '',
  remedy: '',
});

/** A camera whose stream ffmpeg reads, in a process that ends with this one. */
export function rtspSource(
  { url, host, user, password }: CameraAddress,
  { intervalMs, keyFramesOnly }: RtspSourceSettings,
): PictureSource {
  const stream: FfmpegStreamSettings = {
    url: withLogin(url, user, password),
    host,
    hasLogin: user !== '' || password !== '',
    intervalMs,
    keyFramesOnly,
  };

  return {
    async read(onImage, signal) {
      const id = randomUUID();
      try {
        for (;;) {
          const image = await cameras.ask('nextImage', { id, stream }, { ...NO_LIMIT, signal });
          if (!image) return 'stream';
          onImage(withOwnMemory(image));
        }
      } finally {
        await cameras.ask('stop', { id }, NO_LIMIT).catch(() => undefined);
      }
    },
  };
}

function withLogin({ href }: URL, user: string, password: string): string {
  if (user === '' && password === '') return href;
  return href.replace('://', () => `://${loginPart(user).replaceAll(':', '%3a')}:${loginPart(password)}@`);
}

/**
 * Encodes only what would end the login, or its line in the list of ffmpeg, which takes 127 bytes of an encoded login: a letter
 * outside of ASCII would need up to 12.
 */
const loginPart = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a login can be any text
  text.replace(/[\x00-\x20%/?#']/g, (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, '0')}`);
