import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../support/processes';
import { scenePath } from '../../support/scenes';
import { slowPhrase, slowTokenizer } from '../../support/slow-tokenizer';
import { until } from '../../support/until';

/** A program that has an inference process at work, says its pid, and ends in a way of its own. */
const program = (ending: string): string => `
  const { openEngine, parsePrompt } = require(${JSON.stringify(join(process.cwd(), 'dist/src'))});
  const engine = openEngine('', { device: 'cpu' });
  const model = { model: 'demo', dtype: 'auto', baseFolder: '.' };
  const image = require('node:fs').readFileSync(${JSON.stringify(scenePath(0))});
  engine.load('detector', model).then(() => engine.status()).then(({ pid }) => {
    engine.detect({ image, model, classes: parsePrompt('prompt', 'star') }).catch(() => {});
    process.stdout.write(pid + '\\n', () => { ${ending} });
  });`;

describe('the inference process ends with the process that uses it', () => {
  const endings = [
    { case: 'killed', ending: 'process.kill(process.pid, "SIGKILL")' },
    { case: 'terminated', ending: 'process.kill(process.pid, "SIGTERM")' },
    { case: 'interrupted', ending: 'process.kill(process.pid, "SIGINT")' },
    { case: 'exited without closing', ending: 'process.exit(3)' },
    { case: 'died of an error', ending: 'throw new Error("a bug")' },
    { case: 'out of work', ending: '' },
  ];
  for (const { case: name, ending } of endings) {
    it(`that was ${name}`, async () => {
      const user = spawn(process.execPath, ['-e', program(ending)], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = (await once(user.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      if (user.exitCode === null && user.signalCode === null) await once(user, 'exit');

      await until(() => !isAlive(pid));

      assert.ok(pid > 0 && !isAlive(pid));
    });
  }
});

/** A program that detects with a model of its own, says the pid of the inference process, and waits. */
const busyProgram = (model: string): string => `
  const { openEngine, parsePrompt } = require(${JSON.stringify(join(process.cwd(), 'dist/src'))});
  const engine = openEngine('', { device: 'cpu' });
  const model = { model: ${JSON.stringify(model)}, dtype: 'auto', baseFolder: '.' };
  const image = require('node:fs').readFileSync(${JSON.stringify(scenePath(0))});
  engine.load('detector', model).then(() => engine.status()).then(({ pid }) => {
    engine.detect({ image, model, classes: parsePrompt('prompt', ${JSON.stringify(slowPhrase)}) }).catch(() => {});
    process.stdout.write(pid + '\\n');
  });`;

describe('an inference process whose main thread is busy ends within 2 s', () => {
  let model: ReturnType<typeof slowTokenizer>;
  before(() => {
    model = slowTokenizer();
  });
  after(() => model.remove());

  for (const signal of ['SIGKILL', 'SIGHUP'] as const) {
    it(`after ${signal} to its parent, also during a long regular expression of the model`, async () => {
      const user = spawn(process.execPath, ['-e', busyProgram(model.folder)], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = (await once(user.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      await delay(500);
      user.kill(signal);
      await once(user, 'exit');
      const start = performance.now();

      await until(() => !isAlive(pid));

      assert.ok(performance.now() - start < 2000);
    });
  }
});
