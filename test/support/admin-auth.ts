import { createRequire } from 'node:module';
import { requireOfNodeRed } from './node-red-folder';

const PASSWORD = 'a password';

/** Settings of a Node-RED whose users have these permissions. */
export function adminAuth(permissions: Readonly<Record<string, string | readonly string[]>>): object {
  const editorApi = createRequire(requireOfNodeRed.resolve('@node-red/editor-api'));
  const { hashSync } = editorApi('bcryptjs') as { hashSync(password: string, rounds: number): string };
  const password = hashSync(PASSWORD, 4);
  const users = Object.entries(permissions).map(([username, may]) => ({ username, password, permissions: may }));
  return { adminAuth: { type: 'credentials', users } };
}

/** Logs in, and gives the header with which requests are the user's. */
export async function logIn(url: string, username: string): Promise<{ authorization: string }> {
  const body = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password: PASSWORD };
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}` };
}
