import assert from 'node:assert/strict';
import { isGlob, readGlob } from '../../../src/cli/glob';

describe('glob', () => {
  const patterns = [
    { pattern: '*.jpg', folder: '', matches: ['a.jpg', '.jpg', 'a b.jpg'], not: ['a.jpeg', 'a/b.jpg', 'ajpg'] },
    { pattern: 'photos/2?.png', folder: 'photos', matches: ['21.png', '2ü.png'], not: ['2.png', '210.png', '2/.png'] },
    { pattern: '/photos/**/*.jpg', folder: '/photos', matches: ['a.jpg', 'b/a.jpg', 'b/c/a.jpg'], not: ['b/a.png'] },
    { pattern: '../**', folder: '..', matches: ['a.jpg', 'b/c/a.jpg'], not: [] },
    { pattern: 'a/**/b/*', folder: 'a', matches: ['b/x', 'c/b/x', 'c/d/b/x'], not: ['x', 'cb/x', 'b/c/x'] },
    { pattern: 'a**b', folder: '', matches: ['ab', 'axb'], not: ['a/b'] },
    { pattern: '*.{jpg,png}', folder: '', matches: ['a.jpg', 'a.png'], not: ['a.{jpg,png}', 'a.gif'] },
    { pattern: '{a,b/{c,d}}/x', folder: '', matches: ['a/x', 'b/c/x', 'b/d/x'], not: ['b/x', 'c/x'] },
    { pattern: 'a{b}[c', folder: '', matches: ['a{b}[c'], not: ['ab[c', 'abc'] },
    { pattern: '[a-c1]x', folder: '', matches: ['ax', 'cx', '1x'], not: ['dx', '-x', 'Ax'] },
    { pattern: '[!a-c]x', folder: '', matches: ['dx', '^x'], not: ['ax', '/x'] },
    { pattern: '[\\^[]x', folder: '', matches: ['^x', '[x', '\\x'], not: ['ax'] },
    { pattern: '[z-a]x', folder: '', matches: [], not: ['ax', 'zx', '-x'] },
    { pattern: '[a-]x', folder: '', matches: ['ax', '-x'], not: ['bx'] },
    { pattern: '*.(a|b)+$', folder: '', matches: ['x.(a|b)+$'], not: ['x.a', 'x.b'] },
    { pattern: '/*', folder: '/', matches: ['a'], not: ['a/b'] },
  ];
  for (const { pattern, folder, matches, not } of patterns) {
    it(`${pattern} below "${folder}" matches ${matches.join(' ')}, not ${not.join(' ')}`, () => {
      const glob = readGlob(pattern);

      assert.equal(glob.folder, folder);
      assert.deepEqual([...matches, ...not].filter(glob.matches), matches);
    });
  }

  it('reads a long name with many wildcards at once', () => {
    const glob = readGlob(`${'*a'.repeat(40)}b/${'**/'.repeat(40)}x`);
    const start = performance.now();

    assert.equal(glob.matches('a'.repeat(255)), false);
    assert.equal(glob.matches(`${'a'.repeat(254)}b/${'a/'.repeat(100)}y`), false);
    assert.ok(performance.now() - start < 2000);
  });

  it('a name without wildcards is not a pattern', () => {
    assert.deepEqual(['a.jpg', 'a b/c-(1).jpg', 'C:\\a.jpg', 'a]'].filter(isGlob), []);
  });
});
