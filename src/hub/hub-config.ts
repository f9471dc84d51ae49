import { readFile } from 'node:fs/promises';
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
  /** URL without a login and without a slash at the end. An invalid text of the user is kept, without a login. */
  readonly endpoint: string;
  /** `user:password` of the endpoint, for its server only. */
  readonly login?: string;
  /** Without line ends and blanks around it. `''` without a token. */
  readonly token: string;
  /** The file in which `hf auth login` stores the token. Present if it may be used, because there is no other token. */
  readonly tokenFile?: string;
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
  const isSet = (value = ''): boolean => /^(1|true|yes|on)$/i.test(value.trim());
  const ownToken = cleanToken(token);
  // `HF_HUB_DISABLE_IMPLICIT_TOKEN`: only a token that was entered for this purpose is sent.
  const mayUseOthers = ownToken === '' && !isSet(env.HF_HUB_DISABLE_IMPLICIT_TOKEN);
  const sharedToken = mayUseOthers ? cleanToken(env.HF_TOKEN) || cleanToken(env.HUGGING_FACE_HUB_TOKEN) : '';
  const tokenFile = expanded(env.HF_TOKEN_PATH || join(hubHome, 'token'));
  return {
    cacheFolder: expanded(modelFolder || sharedCache),
    ...endpointFrom(env.HF_ENDPOINT?.trim() || 'https://huggingface.co'),
    token: ownToken || sharedToken,
    ...(mayUseOthers && sharedToken === '' ? { tokenFile } : {}),
    offline: offline || isSet(env.HF_HUB_OFFLINE),
  };
}

/** The login is separated at once, so that no message can show it. */
function endpointFrom(text: string): Pick<HubConfig, 'endpoint' | 'login'> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return { endpoint: text.replace(/^.*@/s, '***@') };
  const { protocol, host, pathname, username, password } = url;
  const endpoint = `${protocol}//${host}${pathname}`.replace(/\/+$/, '');
  const login = [username, password].map(decoded).join(':');
  return username || password ? { endpoint, login } : { endpoint };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It has a percent sign of its own.
    return text;
  }
}

/** Copied tokens often have a line end, which no HTTP header can have. */
const cleanToken = (text = ''): string => text.replace(/[\r\n]/g, '').trim();

/** The token to send now. A login after the start counts too. `''` without a token. */
export async function currentToken({ token, tokenFile }: Pick<HubConfig, 'token' | 'tokenFile'>): Promise<string> {
  if (token !== '' || tokenFile === undefined) return token;
  return cleanToken(await readFile(tokenFile, 'utf8').catch(() => ''));
}
