import { invalidInput, VisionError } from '../errors';
import { type ServerModel, type ServerRole, serverRoles } from './server-settings';

/** Addresses in one text, separated by blanks, commas or line ends. */
export const serverAddressesIn = (text: string): string[] => text.split(/[\s,]+/).filter((address) => address !== '');

/**
 * Names of models on a server: `detector = shapes:2, encoder = sam-image`. The version after the colon may be absent.
 * @param name of the text, as the user knows it
 * @throws VisionError `INVALID_INPUT`
 */
export function serverModelsIn(name: string, text: string): Partial<Record<ServerRole, ServerModel>> {
  const models: Partial<Record<ServerRole, ServerModel>> = {};
  for (const item of text.split(/[,\n]/).filter((one) => one.trim() !== '')) {
    const [, role, model, version] = /^\s*(\w+)\s*=\s*([^\s:=]+)(?::([^\s:]+))?\s*$/.exec(item) ?? [];
    if (model === undefined || !serverRoles.includes(role as ServerRole)) {
      throw invalidInput(name, `names such as detector = shapes, for ${serverRoles.join(', ')}`, item.trim());
    }
    models[role as ServerRole] = { name: model, ...(version === undefined ? {} : { version }) };
  }
  return models;
}

/**
 * Headers in one text: `Name: value; Name: value`. Errors do not show it, because it may have a key.
 * @param name of the text, as the user knows it
 * @throws VisionError `INVALID_INPUT`
 */
export function serverHeadersIn(name: string, text: string): Record<string, string> {
  const headers = text.split(/[;\n]/).filter((one) => one.trim() !== '');
  return Object.fromEntries(
    headers.map((header) => {
      const [, key, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(header) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      throw new VisionError('INVALID_INPUT', `${name} must be headers such as Name: value, separated by semicolons`);
    }),
  );
}
