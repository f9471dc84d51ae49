import { messageOf, VisionError } from '../../errors';
import type { Dtype, RequestedDtype } from '../../model-files/dtype';
import type { GraphChoice } from '../../model-files/model-folder';
import type { Device, GraphOptimization } from '../protocol';
import { type Attempt, attemptsFor, cureFor } from './dtype-plan';

/** The part of a runtime that opening takes. */
export interface GraphRuntime<S> {
  /** Why a device need not be tried. */
  missingFor(device: Device): string | undefined;
  open(file: string, device: Device, graphOptimization: GraphOptimization): Promise<S>;
  close(session: S): Promise<void>;
}

/** A model's graphs and how they were opened in the end. */
export interface OpenedGraphs<S> {
  readonly sessions: readonly S[];
  readonly device: Device;
  readonly dtype: Dtype;
  readonly graphOptimization: GraphOptimization;
}

/**
 * Opens a model's graphs, all on the first device and in the first way that takes them.
 * @throws VisionError `MODEL_UNSUPPORTED` where a file cannot be opened, `DEVICE_UNAVAILABLE` where no device works
 */
export async function openGraphs<S>(
  choices: readonly GraphChoice[],
  wish: RequestedDtype,
  devices: readonly Device[],
  runtime: GraphRuntime<S>,
): Promise<OpenedGraphs<S>> {
  const present = choices.map(({ dtype }) => dtype);
  const failures: string[] = [];
  for (const device of devices) {
    const attempts = attemptsFor(wish, device, present);
    const reason =
      runtime.missingFor(device) ??
      (attempts.length === 0
        ? `${device} is not for ${present.join(', ')}, which is all that the model has`
        : undefined);
    if (reason) {
      failures.push(reason);
      continue;
    }
    try {
      return await openOn(device, attempts, choices, runtime);
    } catch (error) {
      if (device === 'cpu') throw error;
      failures.push(`${device}: ${withoutSource(messageOf((error as Error).cause))}`);
    }
  }
  throw new VisionError(
    'DEVICE_UNAVAILABLE',
    `No such device here: ${failures.join('; ')}. Choose "auto" or "cpu", or see "GPU" in the README`,
  );
}

/** Goes on to the next attempt only from failures that it may cure. */
async function openOn<S>(
  device: Device,
  [attempt, ...others]: readonly Attempt[],
  choices: readonly GraphChoice[],
  runtime: GraphRuntime<S>,
): Promise<OpenedGraphs<S>> {
  const { dtype, graphOptimization } = attempt!;
  const { graphs } = choices.find((choice) => choice.dtype === dtype)!;
  try {
    return { sessions: await openAll(graphs, device, graphOptimization, runtime), device, dtype, graphOptimization };
  } catch (error) {
    const cure = cureFor(messageOf(error));
    const next = cure === 'another dtype' ? others.filter((other) => other.dtype !== dtype) : others;
    if (!cure || next.length === 0) throw error;
    return openOn(device, next, choices, runtime);
  }
}

/** All graphs, or none: what fails half-way closes what is open. */
async function openAll<S>(
  files: readonly string[],
  device: Device,
  graphOptimization: GraphOptimization,
  runtime: GraphRuntime<S>,
): Promise<S[]> {
  const sessions: S[] = [];
  for (const file of files) {
    try {
      sessions.push(await runtime.open(file, device, graphOptimization));
    } catch (error) {
      await Promise.all(sessions.map((session) => runtime.close(session)));
      throw new VisionError('MODEL_UNSUPPORTED', `${file} cannot be opened: ${messageOf(error)}`, { cause: error });
    }
  }
  return sessions;
}

/** The first line, without the place in onnxruntime's source that it begins with. */
const withoutSource = (message: string): string => message.split('\n', 1)[0]!.replace(/^\/onnxruntime_src\S+ /, '');
