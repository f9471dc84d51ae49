import { copyFile, link, readdir, realpath } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { VisionError } from '../errors';
import { makeFolder } from '../files/make-folder';
import { writeWholeFile } from '../files/whole-file';
import { repairGraph } from '../models/grounding-dino/repair-graph';
import { FileReader } from '../onnx/file-reader';
import type { ServerGraphFiles } from './server-graphs';
import { type ServerKind, serverLayouts } from './server-kinds';

/** The names of a label in Kubernetes: RFC 1123. */
const KUBERNETES_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Writes a model repository. Graphs and weights are hard links where that is possible, else copies.
 * @param folder absolute path of a folder that is empty or does not exist
 * @throws VisionError `INVALID_INPUT` before anything is written: for two models of one name, a name that the server cannot have, or a
 * folder that is not empty
 */
export async function writeRepository(
  folder: string,
  kind: ServerKind,
  graphs: readonly ServerGraphFiles[],
): Promise<void> {
  const names = graphs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new VisionError(
      'INVALID_INPUT',
      `Two models would have the name ${twice} on the server. Write them into two repositories, or rename the folder of one`,
    );
  }
  const unfit = kind === 'kserve' ? names.find((name) => !KUBERNETES_NAME.test(name)) : undefined;
  if (unfit !== undefined) {
    throw new VisionError(
      'INVALID_INPUT',
      `Kubernetes takes no model of the name ${unfit}. Rename the folder of the model: letters, digits and "-" between them`,
    );
  }
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new VisionError('INVALID_INPUT', `The folder of the repository cannot be used: ${error.message}`);
  });
  if (present.length > 0)
    throw new VisionError('INVALID_INPUT', `The folder of the repository is not empty: ${folder}`);

  for (const { name, graph, weights, isRepaired } of graphs) {
    const version = join(folder, name, '1');
    if (isRepaired) await writeRepaired(graph, version);
    else await place(graph, join(version, 'model.onnx'));
    for (const { file, name: path } of weights) await place(file, join(version, path));
  }
  for (const { path, content } of serverLayouts[kind].files(names)) await writeWholeFile(join(folder, path), content);
}

/** The repaired graph reads its weights in the original file, which OpenVINO Model Server must not take for the graph. */
async function writeRepaired(graph: string, version: string): Promise<void> {
  const original = 'original.data';
  await FileReader.use(graph, async (reader) => {
    const { external, content } = (await repairGraph(reader))!;
    const names = new Map(external.map((location) => [location, normalize(location)]));
    await writeWholeFile(join(version, 'model.onnx'), content({ original, external: names }));
  });
  await place(graph, join(version, original));
}

/** Files of a cache are links to blobs, whose content is linked. */
async function place(file: string, target: string): Promise<void> {
  await makeFolder(dirname(target));
  await link(await realpath(file), target).catch(() => copyFile(file, target));
}
