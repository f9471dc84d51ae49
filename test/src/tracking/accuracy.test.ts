import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { heldOverlap } from '../../../bench/tracking/held-overlap';
import { identityScore } from '../../../bench/tracking/idf1';
import { readScene, trackScene } from '../../../bench/tracking/scene';

const SCENES = 'test/fixtures/tracking/scenes';

describe('the accuracy of identities', function () {
  this.timeout(60_000);

  for (const { fps, least } of [
    { fps: '15', least: 0.74 },
    { fps: '5', least: 0.6 },
    { fps: '1', least: 0.51 },
    { fps: '0.3', least: 0.44 },
  ]) {
    it(`is a mean IDF1 of at least ${least} at ${fps} images per second, from boxes only`, () => {
      const names = readdirSync(SCENES).filter((name) => name.endsWith(`-${fps}fps.json.br`));
      const scores = names.map((name) => identityScore(trackScene(readScene(join(SCENES, name)))).idf1);

      assert.equal(scores.length, 8);
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      assert.ok(mean >= least, names.map((name, index) => `${name} ${scores[index]!.toFixed(3)}`).join(', '));
    });
  }
});

describe('the location of objects that no image shows', function () {
  this.timeout(60_000);

  for (const { seconds, least } of [
    { seconds: 0.2, least: 0.84 },
    { seconds: 1, least: 0.58 },
    { seconds: 2, least: 0.48 },
  ]) {
    it(`has a mean IoU of at least ${least} with the true box after ${seconds} s, except in crowds`, () => {
      const names = readdirSync(SCENES).filter((name) => /^(?!crowd).*-5fps/.test(name));
      const overlaps = names.map((name) => heldOverlap(readScene(join(SCENES, name)), seconds));

      assert.equal(overlaps.length, 6);
      const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
      assert.ok(mean >= least, overlaps.map((overlap) => overlap.toFixed(3)).join(', '));
    });
  }
});
