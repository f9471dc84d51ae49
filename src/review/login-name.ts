import { userInfo } from 'node:os';

/** The name of the user of this machine. A user without an account, as in some containers, is `unknown`. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
