import { parentPort } from 'node:worker_threads';
import { answerCalls, Transferred } from '../../calls/answer';
import { threadPort } from '../../calls/ports';
import { VisionError } from '../../errors';
import type { NamedTensors } from '../../tensor/tensor';
import { devicesToTry } from './devices';
import {
  bytesOf,
  hasDevice,
  infoOf,
  knownDevices,
  type OrtSession,
  type OrtTensors,
  openOrtSession,
  runOrt,
  runtimeVersion,
  tensorsFrom,
} from './onnxruntime';
import type { OpenedSession, RunParams, ThreadApi } from './thread-protocol';

const sessions = new Map<number, OrtSession>();
const kept = new Map<number, OrtTensors>();
let lastId = 0;

/** Sessions take one run at a time anyway; in turn, every run has all the cores. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}

async function runTimed({ session, feeds, kept: keptId }: RunParams): Promise<{ outputs: OrtTensors; ms: number }> {
  const opened = sessions.get(session);
  if (!opened) throw new VisionError('MODEL_NOT_FOUND', 'The model was unloaded before the run began');
  const start = performance.now();
  const outputs = await runOrt(opened, feeds, keptId === undefined ? {} : kept.get(keptId));
  return { outputs, ms: performance.now() - start };
}

type ThreadHandlers = {
  [Method in keyof ThreadApi]: (
    params: Parameters<ThreadApi[Method]>[0],
  ) => Promise<ReturnType<ThreadApi[Method]> | Transferred>;
};

const handlers: ThreadHandlers = {
  open: ({ file, device: wish, threads }) =>
    inTurn(async (): Promise<OpenedSession> => {
      const { session, device } = await openOrtSession(file, devicesToTry(wish, process.platform, hasDevice), threads);
      sessions.set(++lastId, session);
      return {
        session: lastId,
        device,
        inputs: infoOf(session.inputMetadata),
        outputs: infoOf(session.outputMetadata),
      };
    }),

  close: ({ session }) =>
    inTurn(async () => {
      await sessions.get(session)?.release();
      sessions.delete(session);
    }),

  run: (params) =>
    inTurn(async () => {
      const { outputs, ms } = await runTimed(params);
      const tensors = tensorsFrom(outputs);
      return new Transferred({ outputs: tensors, ms }, buffersOf(tensors));
    }),

  runAndKeep: (params) =>
    inTurn(async () => {
      const { outputs, ms } = await runTimed(params);
      kept.set(++lastId, outputs);
      return { kept: lastId, names: Object.keys(outputs), bytes: bytesOf(outputs), ms };
    }),

  forget: ({ kept: id }) =>
    inTurn(async () => {
      kept.delete(id);
    }),

  runtime: async () => ({ version: runtimeVersion(), devices: knownDevices() }),
};

const buffersOf = (tensors: NamedTensors): ArrayBuffer[] =>
  Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer);

answerCalls(threadPort(parentPort!), handlers);
