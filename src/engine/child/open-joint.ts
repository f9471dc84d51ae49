import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, VisionError } from '../../errors';
import { type RepairCheck, RepairedGraph } from '../../hub/cache/repaired-graph';
import type { ModelFiles } from '../../hub/hub';
import type { RequestedDtype } from '../../model-files/dtype';
import type { GraphChoice } from '../../model-files/model-folder';
import { agreement, referencePass } from '../../models/grounding-dino/compare-graphs';
import type { DetectorFiles } from '../../models/grounding-dino/detector';
import { repairGraph } from '../../models/grounding-dino/repair-graph';
import { FileReader } from '../../onnx/file-reader';
import { NotFiniteError } from '../../tensor/finite';
import { type Backend, type BackendCall, closeGraphs, type ModelTrial, type OpenedModel } from './backend';

/** A detector, and whether it takes several phrases in one pass, as far as it is known. */
export interface JointOpening {
  readonly opened: OpenedModel;
  readonly jointPrompts: boolean | undefined;
}

/** What every step of an opening needs. */
interface Opening {
  readonly backend: Backend;
  readonly files: ModelFiles;
  readonly requested: RequestedDtype;
  readonly detector: DetectorFiles;
  readonly call: BackendCall;
  readonly trial: ModelTrial;
  /** Version of the runtime. */
  readonly runtime: string;
}

/**
 * Opens a detector so that it takes all phrases of a prompt in one pass, if its graph can be repaired. The first opening
 * repairs the graph and compares it with the original in one pass with one phrase. If they differ, the original is used.
 * @throws VisionError as `Backend.open`
 */
export async function openJoint(
  backend: Backend,
  files: ModelFiles,
  requested: RequestedDtype,
  detector: DetectorFiles,
  call: BackendCall,
  trial: ModelTrial,
): Promise<JointOpening> {
  const { repairs = [], jointPrompts } = files;
  if (repairs.length === 0 || jointPrompts) {
    const opened = await backend.open(files, requested, call, trial);
    // On a server, the graph may be repaired, and the catalogue knows only the published file.
    const takesMask = opened.graphs[0]!.inputs.some(({ name }) => name === 'text_token_mask');
    return { opened, jointPrompts: takesMask ? undefined : jointPrompts };
  }
  const { version: runtime } = await backend.runtime();
  const opening: Opening = { backend, files, requested, detector, call, trial, runtime };

  const choices: readonly GraphChoice[] = [files, ...files.others];
  const checked = await Promise.all(choices.map(({ graphs }) => checkedRepair(graphs[0]!, repairs, runtime)));
  const best = choices.map((choice, index) => {
    const repair = checked[index];
    return repair?.check.agrees ? repairedChoice(choice, repair.graph) : choice;
  });
  const opened = await open(opening, best, trial);
  const index = choices.findIndex(({ dtype }) => dtype === opened.dtype);
  const known = checked[index]?.check;
  if (known) return { opened, jointPrompts: known.agrees };
  return repairOpened(opening, choices[index]!, opened);
}

/** @param trial omitted if the graph is opened only to be compared with another */
const open = (
  { backend, files, requested, call }: Opening,
  [best, ...others]: readonly GraphChoice[],
  trial?: ModelTrial,
) => backend.open({ ...files, ...best!, others }, requested, call, trial);

const repairedChoice = ({ dtype }: GraphChoice, { repaired }: RepairedGraph): GraphChoice => ({
  dtype,
  graphs: [repaired.file],
  weights: repaired.weights,
});

/** The repair of a graph, if it was compared before with this version of the runtime. */
async function checkedRepair(
  file: string,
  folders: readonly string[],
  runtime: string,
): Promise<{ graph: RepairedGraph; check: RepairCheck } | undefined> {
  const graph = await RepairedGraph.find(file, folders).catch(() => undefined);
  const check = await graph?.check(runtime);
  return graph && check && { graph, check };
}

/** Repairs the graph of a model that is open, and opens the repaired graph instead. Leaves other graphs as they are. */
async function repairOpened(opening: Opening, choice: GraphChoice, opened: OpenedModel): Promise<JointOpening> {
  const file = choice.graphs[0]!;
  try {
    const repair = await FileReader.use(file, (reader) => repairNow(opening, choice, opened, reader));
    if (repair === 'not needed') return { opened, jointPrompts: opening.files.jointPrompts };
    if (repair === 'no folder') {
      warn(file, 'no folder can be written for its repaired graph');
      return { opened, jointPrompts: false };
    }
    const { graph, check } = repair;
    if (!check.agrees) warn(file, `its repaired graph is not used: ${check.reason}`);
    await closeGraphs(opened);
    const reopened = await open(opening, [check.agrees ? repairedChoice(choice, graph) : choice], opening.trial);
    return { opened: reopened, jointPrompts: check.agrees };
  } catch (error) {
    await closeGraphs(opened);
    if (!(error instanceof VisionError) || error.code !== 'DOWNLOAD_FAILED') throw error;
    // The model works without its repaired graph: a full disk must not stop detection.
    warn(file, error.message);
    return { opened: await open(opening, [choice], opening.trial), jointPrompts: false };
  }
}

type Repair = { readonly graph: RepairedGraph; readonly check: RepairCheck };

/** Writes the repaired graph, compares it, and remembers the result, unless another process has done so. */
async function repairNow(
  opening: Opening,
  choice: GraphChoice,
  opened: OpenedModel,
  reader: FileReader,
): Promise<Repair | 'not needed' | 'no folder'> {
  const { files, call, runtime } = opening;
  const file = choice.graphs[0]!;
  // onnxruntime has opened the file, so whatever is unusual in it only means that it is not the known export.
  const repair = await repairGraph(reader).catch(() => undefined);
  const graph = repair && (await RepairedGraph.prepare(file, files.repairs!));
  if (!graph) return repair ? 'no folder' : 'not needed';
  const check = await graph.locked(call.signal, async () => {
    const known = await graph.check(runtime);
    if (known) return known;
    const external = await externalFiles(file, repair.external, graph.repaired.weights);
    if (!external) return { agrees: false, reason: 'its weights are in several folders' };
    await graph.write(repair.content({ original: graph.weightsName, external }));
    const made = await compare(opening, choice, opened, graph);
    await graph.remember(runtime, made);
    return made;
  });
  return { graph, check };
}

/** One graph after the other, because a small machine has no memory for both. Closes both. */
async function compare(
  opening: Opening,
  choice: GraphChoice,
  original: OpenedModel,
  graph: RepairedGraph,
): Promise<RepairCheck> {
  const pass = (model: OpenedModel) => referencePass(model.graphs[0]!.sessionFor(opening.call), opening.detector);
  try {
    const before = await pass(original);
    await closeGraphs(original);
    const repaired = await open(opening, [repairedChoice(choice, graph)]);
    return agreement(before, await pass(repaired).finally(() => closeGraphs(repaired)), choice.dtype === 'fp32');
  } catch (error) {
    const isOfTheGraph =
      error instanceof NotFiniteError || (error instanceof VisionError && error.code !== 'ENGINE_CRASHED');
    if (!isOfTheGraph || opening.call.signal.aborted) throw error;
    return { agrees: false, reason: messageOf(error) };
  }
}

/** The names of files with external data in the folder `weights`, by the names that the graph has for them. */
async function externalFiles(
  graph: string,
  locations: readonly string[],
  weights: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const files = await Promise.all(locations.map((location) => realpath(join(dirname(graph), location))));
  if (files.some((file) => dirname(file) !== weights)) return undefined;
  return new Map(locations.map((location, index) => [location, basename(files[index]!)]));
}

const warn = (file: string, reason: string): void => console.warn(`${file} takes one phrase per pass: ${reason}`);
