import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChildCalls, type ChildSettings } from '../../../src/process/child-calls';
import type { CalledApi, Step } from '../../support/called-process';
import { isAlive } from '../../support/processes';
import { until } from '../../support/until';

const LIMIT_MS = 2000;
const limits = { timeoutMs: LIMIT_MS };

const repeated = (times: number, ...steps: Step[]): Step[] => new Array(times).fill(steps).flat();

describe('the calls of a child process', () => {
  let calls: ChildCalls<CalledApi>;
  const open = (settings: Partial<ChildSettings<CalledApi>> = {}): ChildCalls<CalledApi> => {
    calls = new ChildCalls<CalledApi>({
      file: join(__dirname, '../../support/called-process.js'),
      name: 'test process',
      problem: 'The test gave no result',
      remedy: 'Wait longer',
      ...settings,
    });
    return calls;
  };
  afterEach(() => calls.end(new Error('The test has ended')));

  it('share one process', async () => {
    open();

    assert.deepEqual(await Promise.all([calls.ask('wait', 1, limits), calls.ask('wait', 2, limits)]), [1, 2]);
    const { pid } = calls;
    assert.equal(await calls.ask('wait', 3, limits), 3);
    assert.equal(calls.pid, pid);
  });

  it('leave nothing in a signal that outlives them', async () => {
    open();
    const { signal } = new AbortController();
    const ask = () => calls.ask('wait', 0, { ...limits, signal });
    await ask();
    const sizes = (): number[] =>
      Object.getOwnPropertySymbols(signal)
        .map((name) => Object((signal as unknown as Record<symbol, unknown>)[name]).size)
        .filter((size) => size !== undefined);
    const before = sizes();
    for (let call = 0; call < 10; call++) await ask();

    assert.deepEqual(sizes(), before);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('fail if the process dies while they run, and the next one starts a new process', async () => {
    open();
    await calls.ask('wait', 0, limits);
    const running = calls.ask('wait', 10_000, limits);
    const waiting = calls.ask('wait', 1, limits);
    await delay(300);
    process.kill(calls.pid!, 'SIGSEGV');

    await assert.rejects(running, {
      code: 'ENGINE_CRASHED',
      message: 'The test process ended (SIGSEGV). The next message starts a new one',
    });
    // This one had not begun.
    assert.equal(await waiting, 1);
  });

  it('end at the time limit, with the process that hangs', async () => {
    open();
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;
    const hung = calls.ask('wait', 10_000, limits);
    await delay(300);
    process.kill(pid, 'SIGSTOP');
    const waiting = calls.ask('wait', 1, limits);

    await assert.rejects(hung, {
      code: 'ENGINE_TIMEOUT',
      message: 'The test gave no result within 2 s. Wait longer',
    });
    assert.equal(await waiting, 1);
    assert.ok(!isAlive(pid));
  });

  it('end at the time limit if the process hangs before they begin', async () => {
    open({ isPatient: true });
    await calls.ask('wait', 0, limits);
    process.kill(calls.pid!, 'SIGSTOP');

    await assert.rejects(calls.ask('wait', 1, limits), {
      code: 'ENGINE_TIMEOUT',
      message: 'The call waited 2 s for its turn. Wait longer',
    });
    assert.equal(await calls.ask('wait', 1, limits), 1);
  });

  it('have no limit while they make progress', async () => {
    open();

    await assert.doesNotReject(calls.ask('waitAndReport', 2 * LIMIT_MS, limits));
  });

  it('have one limit for all their runs, and leave the process to others if no run hangs', async () => {
    open();
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;
    const start = performance.now();

    const many = calls.ask('steps', repeated(100, { kind: 'run', ms: 150 }), limits);

    await assert.rejects(many, { code: 'ENGINE_TIMEOUT', message: 'The test gave no result within 2 s. Wait longer' });
    assert.ok(performance.now() - start < 2 * LIMIT_MS);
    assert.equal(await calls.ask('wait', 1, limits), 1);
    assert.equal(calls.pid, pid);
  });

  it('end the process if one of several runs hangs', async () => {
    open();
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;

    const hung = calls.ask(
      'steps',
      [
        { kind: 'run', ms: 300 },
        { kind: 'run', ms: 60_000 },
      ],
      limits,
    );

    await assert.rejects(hung, { code: 'ENGINE_TIMEOUT' });
    assert.equal(await calls.ask('wait', 1, limits), 1);
    assert.ok(!isAlive(pid));
  });

  for (const kind of ['wait', 'prepare'] as const) {
    it(`do not count a step that is to ${kind} for the limit of their runs, but limit it too`, async () => {
      open();
      await calls.ask('wait', 0, limits);
      const steps = (ms: number): readonly Step[] => repeated(2, { kind: 'run', ms: 700 }, { kind, ms });

      await assert.doesNotReject(calls.ask('steps', steps(1300), limits));
      await assert.rejects(calls.ask('steps', steps(3 * LIMIT_MS), limits), { code: 'ENGINE_TIMEOUT' });
    });
  }

  for (const { name, isPatient, says } of [
    { name: 'fail while they wait for longer than the limit', isPatient: false, says: /^The call waited 2 s/ },
    { name: 'may wait for longer than the limit, if the process is patient', isPatient: true, says: undefined },
  ]) {
    it(name, async () => {
      open({ isPatient });
      const running = [calls.ask('wait', 1500, limits), calls.ask('wait', 1500, limits)];
      const waiting = calls.ask('wait', 7, limits).catch((error: Error) => error.message);
      await Promise.all(running);

      const result = await waiting;
      if (says) assert.match(String(result), says);
      else assert.equal(result, 7);
    });
  }

  it('end the process when there were none for a while, and start a new one', async () => {
    open({ idleMs: 300 });
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;
    await delay(150);
    await calls.ask('wait', 0, limits);
    assert.equal(calls.pid, pid);

    await until(() => !isAlive(pid));

    assert.equal(calls.pid, undefined);
    assert.equal(await calls.ask('wait', 5, limits), 5);
  });

  it('reach the process if they come in the moment in which it is about to end', async () => {
    open({ idleMs: 300, beforeIdleEnd: 'rest' });
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;
    // `rest` takes 200 ms.
    await delay(400);

    assert.equal(await calls.ask('wait', 300, limits), 300);
    assert.equal(await calls.ask('rests', undefined, limits), 1);
    assert.equal(calls.pid, pid);
    await until(() => !isAlive(pid));
  });

  it('fail with the reason if the process is ended', async () => {
    open();
    await calls.ask('wait', 0, limits);
    const pid = calls.pid!;
    const reason = new Error('no longer needed');
    const refused = assert.rejects(calls.ask('wait', 10_000, limits), reason);

    await calls.end(reason);

    assert.ok(!isAlive(pid));
    await refused;
  });
});
