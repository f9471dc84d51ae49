import { resolve } from 'node:path';
import {
  type ModelRequest,
  messageOf,
  openEngine,
  openHub,
  preferredDtypes,
  type ServerGraphFiles,
  serverGraphs,
  serverKinds,
  serverLayouts,
  writeRepository,
} from '../../index';
import { defineCommand } from '../command';
import { dtypeFlag } from '../detect-flags';
import { choiceFlag, outFlag } from '../flag';
import { MODELS } from '../operands';
import { progressPrinter } from '../progress-printer';

const out = outFlag('repository', 'folder of the repository: a new one or an empty one');

export const repository = defineCommand({
  name: 'repository',
  operands: { ...MODELS, name: `${MODELS.name} --out FOLDER` },
  summary: 'lay out models for an inference server',
  details: `Downloads models that are from a hub, and links or copies their graphs to the places where the server looks. A detector that
masks only the first phrase is repaired, after it was opened and compared on this machine. Other graphs stay unchanged.
The names on the server are those that a vision-engine asks for.`,
  flags: {
    out,
    for: choiceFlag('SERVER', serverKinds, 'triton', `the server: ${serverKinds.join(', ')}; default triton`),
    dtype: dtypeFlag,
  },

  async run({ out: folder, for: kind, dtype }, models) {
    const hub = openHub();
    const graphs: ServerGraphFiles[] = [];
    for (const model of models) {
      const request = { model, dtype, baseFolder: process.cwd() };
      const options = { dtypes: preferredDtypes(dtype), onProgress: progressPrinter(process.stderr) };
      graphs.push(...(await serverGraphs(hub, request, { ...options, open: openHere })));
    }
    await writeRepository(resolve(folder), kind, graphs);
    for (const { name, isRepaired } of graphs) {
      process.stdout.write(`${name}${isRepaired ? ' (repaired: all phrases in one pass)' : ''}\n`);
    }
    process.stdout.write(`\nIn ${folder}, run:\n${serverLayouts[kind].command}\n`);
    return 0;
  },
});

/** If it fails, the detector is laid out as it is. */
async function openHere(model: ModelRequest): Promise<void> {
  const engine = openEngine('repository', { device: 'cpu', graceMs: 0 });
  try {
    await engine.load('detector', model);
  } catch (error) {
    process.stderr.write(`${model.model} will take one phrase per pass: ${messageOf(error)}\n`);
  } finally {
    await engine.close();
  }
}
