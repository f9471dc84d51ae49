import { invalidInput, VisionError } from '../errors';

/** The graphs of models that a server can hold under names of their own. */
export const serverRoles = ['detector', 'segmenter', 'encoder', 'decoder'] as const;
export type ServerRole = (typeof serverRoles)[number];

/** A model on a server. */
export interface ServerModel {
  readonly name: string;
  /** By default, the server chooses one. */
  readonly version?: string;
}

/** How connections to https addresses are checked and identified. All texts are PEM. */
export interface ServerTls {
  /** Certificates that are trusted instead of the usual ones. */
  readonly ca?: string;
  /** The certificate of this client, and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** The name that the server's certificate must have, if it is not that of the address. */
  readonly servername?: string;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
}

/** The inference servers on which models run, all with the same models. They speak the Open Inference Protocol (KServe v2). */
export interface ServerSettings {
  /** `http(s)://host:port`, with a path if the server is behind one. `{model}` stands for the name of the model. */
  readonly addresses: readonly string[];
  /** The names of models there, if they are not those of `serverNames`. */
  readonly models: Readonly<Partial<Record<ServerRole, ServerModel>>>;
  /** Sent as `Authorization: Bearer`; empty: none. */
  readonly token: string;
  /** Further headers of each request. `{model}` in a value stands for the name of the model. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: ServerTls;
  /** Requests at a time. */
  readonly concurrency: number;
  /** How often a request is sent again that a server did not answer. */
  readonly retries: number;
  /** Whether a model that a server has not loaded is loaded there, and unloaded when the engine ends. */
  readonly load: boolean;
}

/** `host:port` of an address. */
export const hostOf = (address: string): string => new URL(address.replaceAll('{model}', 'model')).host;

const defaults: Omit<ServerSettings, 'addresses'> = {
  models: {},
  token: '',
  headers: {},
  concurrency: 4,
  retries: 2,
  load: false,
};

/** The largest value of each number. */
export const serverLimits = { concurrency: 64, retries: 5 } as const;

/** Headers that the protocol sets. */
const RESERVED = /^(content-|transfer-|inference-|connection$)/i;
/** Characters of the name and of the value of a header: RFC 9110, section 5. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const TOKEN = /^[!-~]*$/;

/**
 * Completes `given` with the defaults. `undefined` counts as absent.
 * @throws VisionError `INVALID_INPUT`. It shows no token and no value of a header
 */
export function serverSettings(given: Partial<ServerSettings>): ServerSettings {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings = { addresses: [], ...defaults, ...Object.fromEntries(present) } as ServerSettings;
  const { addresses, headers, token, concurrency, retries, models } = settings;
  if (!Array.isArray(addresses) || addresses.length === 0) {
    throw invalidInput('server.addresses', 'one or more addresses http://host:port', addresses);
  }
  for (const address of addresses) checkAddress(address);
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  if (!TOKEN.test(token)) {
    throw new VisionError('INVALID_INPUT', 'server.token must be text without blanks: another character is in it');
  }
  checkWhole('server.concurrency', concurrency, 1, serverLimits.concurrency);
  checkWhole('server.retries', retries, 0, serverLimits.retries);
  if (typeof settings.load !== 'boolean') throw invalidInput('server.load', 'true or false', settings.load);
  for (const [role, model] of Object.entries(models)) {
    if (!serverRoles.includes(role as ServerRole)) {
      throw invalidInput('server.models', `names for ${serverRoles.join(', ')}`, role);
    }
    if (typeof model.name !== 'string' || model.name === '') {
      throw invalidInput(`server.models.${role}.name`, 'the name of a model on the server', model.name);
    }
  }
  return settings;
}

function checkAddress(address: unknown): void {
  const filled = String(address).replaceAll('{model}', 'model');
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  const isServer = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (!isServer || typeof address !== 'string') {
    throw invalidInput('server.addresses', 'addresses http://host:port or https://host:port', address);
  }
  if (url.username !== '' || url.password !== '') {
    throw new VisionError('INVALID_INPUT', `The address of ${url.host} must be without a login: use a header`);
  }
}

function checkHeader(name: string, value: unknown): void {
  if (!HEADER_NAME.test(name) || RESERVED.test(name)) {
    throw invalidInput('server.headers', 'names of headers that the protocol does not set itself', name);
  }
  if (typeof value !== 'string' || !HEADER_VALUE.test(value)) {
    throw new VisionError('INVALID_INPUT', `The header ${name} of the server must be one line of text`);
  }
}

function checkWhole(name: string, value: unknown, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    throw invalidInput(name, `a whole number from ${least} to ${most}`, value);
  }
}
