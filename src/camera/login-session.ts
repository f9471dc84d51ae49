import { randomBytes } from 'node:crypto';
import type { CameraLogin } from './camera-address';
import { type Challenge, challengesIn } from './challenges';
import { digestAuthorization, digestRank, type LoginRequest } from './digest';

/** Logs in at a server by Basic or Digest. It keeps the challenge, so that further requests need no second one. */
export class LoginSession {
  #challenge: Challenge | undefined;
  #count = 0;

  constructor(private readonly login: CameraLogin) {}

  /** The value of the header `Authorization`; `undefined` before the first challenge. */
  authorization(request: LoginRequest): string | undefined {
    const challenge = this.#challenge;
    if (!challenge) return undefined;
    const { user, password } = this.login;
    if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
    this.#count++;
    return digestAuthorization(challenge, this.login, request, {
      count: this.#count,
      cnonce: randomBytes(16).toString('hex'),
    });
  }

  /**
   * Takes the challenge of a response with status 401, of which Digest with the best hash is preferred.
   * @param header the header `WWW-Authenticate` of the response
   * @param isRetry whether the request already answered the last challenge
   * @returns whether the request may be sent again. If not, the server refused the login, or offers no way that is known
   */
  accept(header: string, isRetry: boolean): boolean {
    const best = bestOf(challengesIn(header));
    const isStale = best?.params.stale?.toLowerCase() === 'true';
    this.#challenge = undefined;
    if (!best || (isRetry && !isStale)) return false;
    this.#challenge = best;
    this.#count = 0;
    return this.login.user !== '' || this.login.password !== '';
  }
}

function bestOf(challenges: readonly Challenge[]): Challenge | undefined {
  const digests = challenges.filter((one) => one.scheme === 'digest' && digestRank(one) >= 0);
  const [best] = digests.sort((a, b) => digestRank(a) - digestRank(b));
  return best ?? challenges.find(({ scheme }) => scheme === 'basic');
}
