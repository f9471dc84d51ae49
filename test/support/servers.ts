import { readFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';

/**
 * Starts a server on a free port of 127.0.0.1.
 * @returns `host:port`
 */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The options of an HTTPS server whose certificate, of 127.0.0.1, is self-signed. */
export const selfSigned = () => ({
  key: readFileSync('test/fixtures/tls/key.pem'),
  cert: readFileSync('test/fixtures/tls/certificate.pem'),
});
