import { messageOf, VisionError } from '../../../../errors';
import type { RequestedDtype } from '../../../../model-files/dtype';
import type { GraphChoice } from '../../../../model-files/model-folder';
import { NotFiniteError } from '../../../../tensor/finite';
import type { Device, DeviceCheck } from '../../../protocol';
import { type BackendCall, closeGraphs, type ModelTrial, type OpenedModel, type TrialObject } from '../../backend';
import { CallTimes } from '../../call-times';
import { attemptsFor } from '../dtype-plan';
import type { CheckKey, CheckStore } from './check-store';
import { agrees, compareResults, describeAgreement } from './compare-results';
import type { Machine } from './machine';

/** What the self-check works with. */
export interface SelfCheckTools {
  /** Opens a model on one device. @throws VisionError as `Backend.open` */
  open(device: Device, files: CheckedFiles, call: BackendCall): Promise<OpenedModel>;
  readonly store: CheckStore;
  readonly machine: Machine;
  runtimeVersion(): Promise<string>;
  /** Threads of the processor's sessions; 0 = all cores. */
  readonly threads: number;
  /** Whether each check is repeated once, whatever the store has. */
  readonly recheck: boolean;
  /** Takes a line for the log. */
  log(line: string): void;
}

/** The files of a model, and which of them may be opened. */
export interface CheckedFiles {
  readonly choices: readonly GraphChoice[];
  readonly requested: RequestedDtype;
}

/** A process that ended so often during a check, ended because of it. */
const MAX_UNFINISHED = 2;
/** A device that takes this many times longer than the processor needs no second run. */
const HOPELESS = 3;

/**
 * Compares devices with the processor before a model uses them. A model runs once on a built-in image on both; the result is
 * remembered for these files, this device, runtime and driver.
 */
export class SelfCheck {
  /** Keys of checks that were made since this process started. */
  private readonly made = new Set<string>();
  private readonly logged = new Set<string>();

  constructor(private readonly tools: SelfCheckTools) {}

  /**
   * Opens a model on a device that was requested by name.
   * @throws VisionError `DEVICE_UNAVAILABLE` with the numbers if its results differ from the processor's
   */
  async openOn(device: Device, files: CheckedFiles, call: BackendCall, trial: ModelTrial): Promise<OpenedModel> {
    const check = await this.checkOf(device, files, call, trial);
    if (check?.state === 'refused' || check?.state === 'unfinished') {
      throw new VisionError(
        'DEVICE_UNAVAILABLE',
        `${whyNot(check)}. Choose "auto" or "cpu". "npx @grounded-sam/node-red doctor --check" repeats the check`,
      );
    }
    return this.tools.open(device, files, call);
  }

  /** Opens a model on the fastest device that passes and is faster than the processor, else on the processor. */
  async openFastest(
    devices: readonly Device[],
    files: CheckedFiles,
    call: BackendCall,
    trial: ModelTrial,
  ): Promise<OpenedModel> {
    const others = devices.filter((device) => device !== 'cpu');
    const checks: DeviceCheck[] = [];
    const uncompared: Device[] = [];
    for (const device of others) {
      await this.unlessItFails(device, trial, async () => {
        const check = await this.checkOf(device, files, call, trial);
        const reason = check && whyNotForAuto(check);
        if (reason) this.logOnce(device, trial, reason);
        else if (check?.agreement) checks.push(check);
        else uncompared.push(device);
      });
    }
    const fastest = checks.sort((a, b) => a.ms! - b.ms!).map(({ device }) => device);
    return (
      (await this.openFirst(fastest, files, call, trial)) ??
      this.tools.open('cpu', files, call).catch(async (error: unknown) => {
        if (isCrash(error)) throw error;
        // A model that the processor cannot open may still run on a device.
        const opened = await this.openFirst(uncompared, files, call, trial);
        if (opened) return opened;
        throw error;
      })
    );
  }

  private async openFirst(devices: readonly Device[], files: CheckedFiles, call: BackendCall, trial: ModelTrial) {
    for (const device of devices) {
      const opened = await this.unlessItFails(device, trial, () => this.tools.open(device, files, call));
      if (opened) return opened;
    }
    return undefined;
  }

  private async unlessItFails<R>(device: Device, trial: ModelTrial, work: () => Promise<R>): Promise<R | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isCrash(error)) throw error;
      this.logOnce(device, trial, messageOf(error));
      return undefined;
    }
  }

  private logOnce(device: Device, { model, task }: ModelTrial, reason: string): void {
    const line = `auto does not use ${device} for the ${task} ${model}: ${reason}`;
    if (this.logged.has(line)) return;
    this.logged.add(line);
    this.tools.log(line);
  }

  /** The remembered check, or a new one. `undefined` if the device opens none of the precisions. */
  private async checkOf(
    device: Device,
    files: CheckedFiles,
    call: BackendCall,
    trial: ModelTrial,
  ): Promise<DeviceCheck | undefined> {
    const { store, machine, threads } = this.tools;
    const choice = firstChoice(device, files);
    // Opening it reports the reason.
    if (!choice) return undefined;
    const runtime = await this.tools.runtimeVersion();
    const key: CheckKey = { device, runtime, driver: machine.driverOf(device), threads };
    const hash = await store.hashOf(choice);
    const isRepeated = this.tools.recheck && !this.made.has(`${hash} ${device}`);
    const remembered = async (): Promise<DeviceCheck | undefined> => {
      const check = isRepeated ? undefined : await store.find(hash, key);
      return check?.state === 'unfinished' && (check.unfinished ?? 0) < MAX_UNFINISHED ? undefined : check;
    };
    const known = await remembered();
    if (known) return known;
    return store.locked(hash, call.onTurn, async () => {
      // Another process may have made it in the meantime.
      const present = await remembered();
      if (present) return present;
      const about = { model: trial.model, task: trial.task, dtype: choice.dtype, ...key };
      const before = isRepeated ? 0 : ((await store.find(hash, key))?.unfinished ?? 0);
      // A device that ends the process must not end it with every message.
      await store.save(hash, { ...about, state: 'unfinished', unfinished: before + 1, time: now() });
      try {
        const check = { ...about, ...(await this.compare(device, choice, files, call, trial)), time: now() };
        await store.save(hash, check);
        this.made.add(`${hash} ${device}`);
        return check;
      } catch (error) {
        // A driver or memory that was missing now may be there the next time.
        if (!isCrash(error)) await store.remove(hash, key);
        throw error;
      }
    });
  }

  private async compare(
    device: Device,
    choice: GraphChoice,
    files: CheckedFiles,
    call: BackendCall,
    trial: ModelTrial,
  ): Promise<Pick<DeviceCheck, 'state' | 'agreement' | 'reason' | 'ms' | 'processorMs' | 'isSoftware'>> {
    const opened = await this.tools.open(device, files, call);
    try {
      const isSoftware = this.tools.machine.isSoftwareInUse(device) ? { isSoftware: true } : {};
      const expected = await this.onProcessor(choice, files, call, trial);
      if (!expected) return { state: 'passed', ...isSoftware };
      const { objects, ms: processorMs } = expected;
      const run = await tryOut(opened, call, trial, HOPELESS * processorMs).catch((error: unknown) => {
        if (error instanceof NotFiniteError) return error;
        if (isCrash(error)) throw error;
        const what = `${device} cannot run ${trial.model} (${choice.dtype}), which the processor runs`;
        throw new VisionError('DEVICE_UNAVAILABLE', `${what}: ${messageOf(error)}`, { cause: error });
      });
      if (run instanceof NotFiniteError) {
        return { state: 'refused', reason: `its output ${run.output} is NaN or infinite`, ...isSoftware };
      }
      const agreement = compareResults(objects, run.objects);
      const state = agrees(agreement) ? 'passed' : 'refused';
      return { state, agreement, ms: run.ms, processorMs, ...isSoftware };
    } finally {
      await closeGraphs(opened);
    }
  }

  /**
   * The processor's results for the same file, and its time for the file that it would take itself.
   * @returns `undefined` if it cannot run the model, or if the model does not take the built-in image
   */
  private async onProcessor(
    choice: GraphChoice,
    files: CheckedFiles,
    call: BackendCall,
    trial: ModelTrial,
  ): Promise<Run | undefined> {
    const own = firstChoice('cpu', files);
    const measured = async (checked: CheckedFiles): Promise<Run | undefined> => {
      try {
        const opened = await this.tools.open('cpu', checked, call);
        return await tryOut(opened, call, trial).finally(() => closeGraphs(opened));
      } catch (error) {
        if (isCrash(error)) throw error;
        return undefined;
      }
    };
    const same = await measured({ choices: [choice], requested: choice.dtype });
    if (own === undefined || own.dtype === choice.dtype) return same;
    const best = await measured({ choices: [own], requested: own.dtype });
    return same && best ? { objects: same.objects, ms: best.ms } : (same ?? best);
  }
}

interface Run {
  readonly objects: readonly TrialObject[];
  /** Milliseconds of the faster of two runs: the first one also prepares the device. */
  readonly ms: number;
}

/** @param enough a first run that takes more milliseconds is not repeated */
async function tryOut(opened: OpenedModel, call: BackendCall, trial: ModelTrial, enough = Infinity): Promise<Run> {
  const run = async (): Promise<Run> => {
    const times = new CallTimes();
    const objects = await trial.run(opened, { ...call, times });
    return { objects, ms: Math.round(times.ms.inference * 10) / 10 };
  };
  const first = await run();
  if (first.ms > enough) return first;
  const second = await run();
  return { objects: first.objects, ms: Math.min(first.ms, second.ms) };
}

const firstChoice = (device: Device, { choices, requested }: CheckedFiles): GraphChoice | undefined => {
  const available = choices.map(({ dtype }) => dtype);
  const [attempt] = attemptsFor(requested, device, available);
  return choices.find(({ dtype }) => dtype === attempt?.dtype);
};

/** Why a device is refused for a model, the gist first. */
function whyNot({ device, model, dtype, state, agreement, reason, unfinished }: DeviceCheck): string {
  if (state === 'unfinished')
    return `${device} may crash: the process ended in ${unfinished} checks of ${model} (${dtype})`;
  const numbers = reason ?? (agreement ? describeAgreement(agreement) : '');
  return `${device} gives wrong results with ${model} (${dtype}), compared with the processor: ${numbers}`;
}

/** Why `auto` passes a device over. */
function whyNotForAuto(check: DeviceCheck): string | undefined {
  const { state, ms, processorMs, isSoftware } = check;
  if (state !== 'passed') return whyNot(check);
  if (isSoftware) return 'it is emulated by the processor';
  if (ms === undefined || processorMs === undefined || ms < processorMs) return undefined;
  return `${ms} ms for the built-in image, ${processorMs} ms on the processor`;
}

const isCrash = (error: unknown): boolean => error instanceof VisionError && error.code === 'ENGINE_CRASHED';

const now = (): string => new Date().toISOString();
