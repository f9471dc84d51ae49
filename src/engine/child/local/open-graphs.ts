import { messageOf, VisionError } from '../../../errors';
import type { Dtype, RequestedDtype } from '../../../model-files/dtype';
import { lfsPointerError, lfsPointerOf } from '../../../model-files/lfs-pointer';
import type { GraphChoice } from '../../../model-files/model-folder';
import type { Device, GraphOptimization } from '../../protocol';
import { type Attempt, attemptsFor, cureFor } from './dtype-plan';

/** The part of a runtime that opens graphs. */
export interface GraphRuntime<S> {
  /** Why a device cannot be tried. */
  missingFor(device: Device): string | undefined;
  /** @param weights folder of the graph's external data, if it is not that of the graph */
  open(file: string, device: Device, graphOptimization: GraphOptimization, weights?: string): Promise<S>;
  close(session: S): Promise<void>;
}

/** A model's graphs, and how they were opened in the end. */
export interface OpenedGraphs<S> {
  readonly sessions: readonly S[];
  readonly device: Device;
  readonly dtype: Dtype;
  readonly graphOptimization: GraphOptimization;
}

/**
 * Opens a model's graphs, all on the first device and in the first way that works.
 * @throws VisionError `MODEL_UNSUPPORTED` if a file cannot be opened, `DEVICE_UNAVAILABLE` if no device works
 */
export async function openGraphs<S>(
  choices: readonly GraphChoice[],
  requested: RequestedDtype,
  devices: readonly Device[],
  runtime: GraphRuntime<S>,
): Promise<OpenedGraphs<S>> {
  const available = choices.map(({ dtype }) => dtype);
  const failures: string[] = [];
  for (const device of devices) {
    const attempts = attemptsFor(requested, device, available);
    const reason =
      runtime.missingFor(device) ??
      (attempts.length === 0
        ? `${device} cannot run ${available.join(', ')}, the only precision of this model`
        : undefined);
    if (reason) {
      failures.push(reason);
      continue;
    }
    try {
      return await openOn(device, attempts, choices, runtime);
    } catch (error) {
      if (device === 'cpu' || isFaultOfFile(error)) throw error;
      failures.push(`${device}: ${withoutSource(messageOf((error as Error).cause))}`);
    }
  }
  const problem = `${devices.length > 1 ? 'No device works: ' : ''}${failures.join('. ')}`;
  throw new VisionError('DEVICE_UNAVAILABLE', `${problem}. Choose "auto" or "cpu", or see "GPU" in the README`);
}

/** No device opens a file that is damaged, and the user must see that. */
const isFaultOfFile = (error: unknown): boolean =>
  /Protobuf parsing failed|git-lfs pointer/.test(messageOf(error)) || messageOf(error).includes(OUTSIDE_DATA);

/** Tries the next attempt only after a failure that it may cure. */
async function openOn<S>(
  device: Device,
  [attempt, ...others]: readonly Attempt[],
  choices: readonly GraphChoice[],
  runtime: GraphRuntime<S>,
): Promise<OpenedGraphs<S>> {
  const { dtype, graphOptimization } = attempt!;
  const choice = choices.find((one) => one.dtype === dtype)!;
  try {
    return { sessions: await openAll(choice, device, graphOptimization, runtime), device, dtype, graphOptimization };
  } catch (error) {
    const cure = cureFor(messageOf(error));
    const next = cure === 'another dtype' ? others.filter((other) => other.dtype !== dtype) : others;
    if (!cure || next.length === 0) throw error;
    return openOn(device, next, choices, runtime);
  }
}

/** Opens all graphs or none: if one fails, those already open are closed. */
async function openAll<S>(
  { graphs, weights }: GraphChoice,
  device: Device,
  graphOptimization: GraphOptimization,
  runtime: GraphRuntime<S>,
): Promise<S[]> {
  const sessions: S[] = [];
  for (const file of graphs) {
    try {
      sessions.push(await runtime.open(file, device, graphOptimization, weights));
    } catch (error) {
      await Promise.all(sessions.map((session) => runtime.close(session)));
      const pointer = await lfsPointerOf(file, weights);
      if (pointer !== undefined) throw lfsPointerError(pointer);
      const reason = LEAVES_FOLDER.test(messageOf(error)) ? OUTSIDE_DATA : messageOf(error);
      throw new VisionError('MODEL_UNSUPPORTED', `The model cannot be opened: ${file}: ${reason}`, { cause: error });
    }
  }
  return sessions;
}

/** onnxruntime resolves links: the data must be in the folder of the graph, which in the cache of the hub is `blobs`. */
const LEAVES_FOLDER = /External data path escapes|resolves outside model directory|Absolute path not allowed/;
const OUTSIDE_DATA = 'it names external data outside its folder, which is never read. Put the data next to the graph';

/** The first line, without the position in onnxruntime's source at its start. */
const withoutSource = (message: string): string => message.split('\n', 1)[0]!.replace(/^\/onnxruntime_src\S+ /, '');
