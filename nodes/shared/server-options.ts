import type { ConnectionOptions } from 'node:tls';
import type { Node, NodeAPI } from 'node-red';
import {
  type ServerSettings,
  type ServerTls,
  serverAddressesIn,
  serverHeadersIn,
  serverLimits,
  serverModelsIn,
  VisionError,
} from '../../src';
import { anyTextOption, flagOption, integerOption, type readOptions } from './options';

export const serverOptions = {
  servers: anyTextOption(''),
  serverModels: anyTextOption(''),
  tls: anyTextOption(''),
  requests: integerOption(4, 1, serverLimits.concurrency),
  retries: integerOption(2, 0, serverLimits.retries),
  loadModels: flagOption(false),
} as const;

/** Node-RED's own config node for TLS. */
interface TlsNode extends Node {
  readonly valid?: boolean;
  addTLSOptions(options: ConnectionOptions): ConnectionOptions;
}

/**
 * The inference servers of a vision-engine.
 * @throws VisionError `INVALID_INPUT`, which shows no credential
 */
export function serverFrom(
  RED: NodeAPI,
  { servers, serverModels, tls, requests, retries, loadModels }: ReturnType<typeof readOptions<typeof serverOptions>>,
  { serverToken = '', serverHeaders = '' }: { readonly serverToken?: string; readonly serverHeaders?: string },
): Partial<ServerSettings> {
  const addresses = serverAddressesIn(servers);
  if (addresses.length === 0) {
    throw new VisionError(
      'INVALID_INPUT',
      'Servers must be one or more addresses: enter http://host:port in the vision-engine',
    );
  }
  return {
    addresses,
    models: serverModelsIn('Models', serverModels),
    token: serverToken.trim(),
    headers: serverHeadersIn('Headers', serverHeaders),
    concurrency: requests,
    retries,
    load: loadModels,
    ...(tls === '' ? {} : { tls: tlsFrom(RED, tls) }),
  };
}

function tlsFrom(RED: NodeAPI, id: string): ServerTls {
  const node = RED.nodes.getNode(id) as TlsNode | null;
  if (!node || node.valid === false) {
    throw new VisionError(
      'INVALID_INPUT',
      'The TLS configuration of the vision-engine is missing, disabled or invalid',
    );
  }
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = node.addTLSOptions({});
  const texts = Object.entries({ ca, cert, key, passphrase, servername }).flatMap(([name, value]) =>
    value ? [[name, String(value)] as const] : [],
  );
  return { ...Object.fromEntries(texts), verify: rejectUnauthorized !== false };
}
