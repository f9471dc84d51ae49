import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../scripts/user-dir';

interface LockedPackage {
  readonly dev?: boolean;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

/** The packages that users install with this one, by folder, on all platforms. */
const installed = Object.entries(
  (
    JSON.parse(readFileSync(join(packageFolder, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, LockedPackage>>;
    }
  ).packages,
).filter(([folder, { dev }]) => folder !== '' && !dev);

/** Licences that allow use in commercial and closed flows. libvips (LGPL) is a library that sharp loads and users can replace. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'LGPL-3.0-or-later', 'MIT'];

describe('the dependencies at run time', () => {
  it('include sharp and onnxruntime-node', () => {
    const folders = installed.map(([folder]) => folder);

    assert.ok(folders.includes('node_modules/sharp') && folders.includes('node_modules/onnxruntime-node'));
  });

  it('have only licences that allow every use', () => {
    const others = installed.filter(([, { license = '' }]) => {
      const licences = license.replace(/[()]/g, '').split(/ (?:AND|OR) /);
      return !licences.every((licence) => ALLOWED.includes(licence));
    });

    assert.deepEqual(
      others.map(([folder, { license }]) => `${folder}: ${license}`),
      [],
    );
  });

  it('are locked to a hash, and come from the registry that npm uses', () => {
    const others = installed.filter(
      ([, { resolved, integrity }]) => resolved !== undefined || !integrity?.startsWith('sha512-'),
    );

    assert.deepEqual(
      others.map(([folder]) => folder),
      [],
    );
  });
});
