import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** The error with which a promise rejects. A promise that is fulfilled fails the test. */
export const failureOf = <Failure = Error & { readonly code: string }>(promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => assert.fail('There was no error'),
    (error: Failure) => error,
  );

/** Asserts that an error holds no secret in any property, also not in those that are not enumerable. */
export const assertKeepsSecret = (failure: unknown, secret: string): void =>
  assert.ok(!inspect(failure, { depth: 9, showHidden: true }).includes(secret));

/** Asserts that no file of a folder, at any depth, holds a secret. */
export function assertNotStored(folder: string, secret: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) assert.ok(!readFileSync(file).includes(secret), name);
  }
}
