import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where models come from, and where they are kept. Everything is optional: the environment says the rest. */
export interface HubSettings {
  /** Folder for downloaded models; empty = the cache that all Hugging Face tools of this user share. */
  readonly modelFolder: string;
  /** Only what is here already is used. */
  readonly offline: boolean;
  /** Access token for models that need one. It must never reach a log, an error or a command line. */
  readonly token: string;
}

export const hubDefaults: HubSettings = { modelFolder: '', offline: false, token: '' };

/** The settings and the environment together. */
export interface HubConfig {
  readonly cacheFolder: string;
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly token: string;
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables that huggingface_hub reads, in its order. What is set on the engine comes first. */
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
