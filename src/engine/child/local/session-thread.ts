// The thread that holds all sessions of the inference process. Its main thread asks for one thing at a time.
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../../../calls/answer';
import { Transferred } from '../../../calls/api';
import { threadPort } from '../../../calls/ports';
import { VisionError } from '../../../errors';
import { buffersOf } from '../../../tensor/tensor';
import {
  bytesOf,
  infoOf,
  knownDevices,
  missingDevices,
  notFiniteOutput,
  type OrtSession,
  type OrtTensors,
  openOrtSession,
  runOrt,
  runtimeVersion,
  tensorsFrom,
} from './onnxruntime';
import { openGraphs } from './open-graphs';
import type { OpenedSession, RunParams, SessionApi } from './session-api';

const sessions = new Map<number, OrtSession>();
const kept = new Map<number, OrtTensors>();
let lastId = 0;

async function runTimed({ session, feeds, kept: keptId }: RunParams): Promise<{ outputs: OrtTensors; ms: number }> {
  const opened = sessions.get(session);
  if (!opened) throw new VisionError('MODEL_NOT_FOUND', 'The model was unloaded before the run began');
  const start = performance.now();
  const outputs = await runOrt(opened, feeds, keptId === undefined ? {} : kept.get(keptId));
  return { outputs, ms: performance.now() - start };
}

function registered(session: OrtSession): OpenedSession {
  sessions.set(++lastId, session);
  return { session: lastId, inputs: infoOf(session.inputMetadata), outputs: infoOf(session.outputMetadata) };
}

answerCalls<SessionApi>(threadPort(parentPort!), {
  async open({ choices, dtype, devices, threads }) {
    const missing = missingDevices();
    const opened = await openGraphs(choices, dtype, devices, {
      missingFor: (device) => missing[device],
      open: (file, device, graphOptimization, weights) =>
        openOrtSession(file, device, graphOptimization, threads, weights),
      close: (session) => session.release(),
    });
    return { ...opened, sessions: opened.sessions.map(registered) };
  },

  async close({ session }) {
    await sessions.get(session)?.release();
    sessions.delete(session);
  },

  async run(params) {
    const { outputs, ms } = await runTimed(params);
    const { feeds } = params;
    const tensors = tensorsFrom(outputs);
    return new Transferred({ outputs: tensors, ms, feeds }, [...buffersOf(tensors), ...buffersOf(feeds)]);
  },

  async runAndKeep(params) {
    const { outputs, ms } = await runTimed(params);
    kept.set(++lastId, outputs);
    const { feeds } = params;
    const result = { kept: lastId, bytes: bytesOf(outputs), ms, feeds, notFinite: notFiniteOutput(outputs) };
    return new Transferred(result, buffersOf(feeds));
  },

  async forget({ kept: id }) {
    kept.delete(id);
  },

  runtime: async () => ({ version: runtimeVersion(), devices: knownDevices(), missing: missingDevices() }),
});
