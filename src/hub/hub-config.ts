import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Settings for downloads and the cache. An empty text stands for the value of the environment. */
export interface HubSettings {
  /** Cache folder; empty = the cache that all Hugging Face tools of this user share. */
  readonly modelFolder: string;
  /** Use cached files only. */
  readonly offline: boolean;
  /** Access token for models that need one. It must never appear in a log, an error or a command line. */
  readonly token: string;
}

export const hubDefaults: HubSettings = { modelFolder: '', offline: false, token: '' };

/** The settings, completed from the environment. */
export interface HubConfig {
  /** Absolute. */
  readonly cacheFolder: string;
  /** URL without a slash at the end. */
  readonly endpoint: string;
  /** `''` without a token. */
  readonly token: string;
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Completes `given` with the environment variables of huggingface_hub, which have the same precedence as there:
 * https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 */
export function hubConfig(given: Partial<HubSettings>, env: Environment = process.env, home = homedir()): HubConfig {
  const { modelFolder, offline, token } = { ...hubDefaults, ...given };
  const expanded = (path: string): string => resolve(path.replace(/^~(?=$|[\\/])/, home));
  const hubHome = env.HF_HOME || join(env.XDG_CACHE_HOME || join(home, '.cache'), 'huggingface');
  const sharedCache = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(hubHome, 'hub');
  return {
    cacheFolder: expanded(modelFolder || sharedCache),
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: token || env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN || '',
    offline: offline || /^(1|true|yes|on)$/i.test(env.HF_HUB_OFFLINE ?? ''),
  };
}
