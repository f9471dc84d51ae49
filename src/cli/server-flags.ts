import { invalidInput, type ServerSettings, serverAddressesIn, serverModelsIn } from '../index';
import { type Flag, type Flags, switchFlag } from './flag';

/** The environment variable for the token. On a command line, every user of the machine could read it. */
const TOKEN = 'GROUNDED_SAM_SERVER_TOKEN';

const server: Flag<readonly string[]> = {
  placeholder: 'ADDRESS',
  help: `runs models on an inference server such as Triton instead: http://host:8000, several
separated by commas. Its token is read from ${TOKEN}`,
  read(text, name) {
    const addresses = serverAddressesIn(text ?? '');
    if (text === undefined || addresses.length > 0) return addresses;
    throw invalidInput(name, 'the address of an inference server: http://host:port', text);
  },
};

const serverModels: Flag<ServerSettings['models']> = {
  placeholder: 'NAMES',
  help: `names of models on the server, such as "detector = a, segmenter = b" (or encoder and decoder);
by default the last part of each model's id`,
  read: (text = '', name) => serverModelsIn(name, text),
};

const serverLoad = switchFlag('loads models that the server has not loaded, and unloads them at the end');

/** Flags of all commands that run models. */
export const serverFlags = { server, serverModels, serverLoad } as const satisfies Flags;

/** The inference servers that the flags name, as a setting of an engine; none without an address. */
export const serverFrom = ({
  server: addresses,
  serverModels: models,
  serverLoad: load,
}: {
  readonly server: readonly string[];
  readonly serverModels: ServerSettings['models'];
  readonly serverLoad: boolean;
}): { readonly server?: Partial<ServerSettings> } =>
  addresses.length === 0 ? {} : { server: { addresses, models, load, token: process.env[TOKEN]?.trim() ?? '' } };
