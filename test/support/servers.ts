import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Starts a server on a free port of 127.0.0.1.
 * @returns `host:port`
 */
export const listening = async (server: Server): Promise<string> => `127.0.0.1:${await listenOnPort(server)}`;

/**
 * Starts a server on a port of 127.0.0.1, by default a free one.
 * @returns the port
 */
export async function listenOnPort(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port of 127.0.0.1 that is free now, for a program that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnPort(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** The options of an HTTPS server whose certificate, of 127.0.0.1, is self-signed. */
export const selfSigned = () => ({
  key: readFileSync('test/fixtures/tls/key.pem'),
  cert: readFileSync('test/fixtures/tls/certificate.pem'),
});
