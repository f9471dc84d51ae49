#!/usr/bin/env node
import { readArguments, USAGE } from './cli/arguments';
import { doctor } from './cli/doctor';
import { downloadModels, listModels, removeModels } from './cli/models';
import { processPictures } from './cli/pictures';
import { messageOf, VisionError } from './index';

/** Bad usage; 1 is for work that failed. */
const BAD_USAGE = 2;

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.command === 'help') process.stdout.write(`${USAGE}\n`);
  else if (request.command === 'doctor') process.exitCode = await doctor(request.device);
  else if (request.command === 'models') await listModels();
  else if (request.command === 'download') await downloadModels(request);
  else if (request.command === 'remove') await removeModels(request.models);
  else process.exitCode = await processPictures(request);
}

main().catch((error: unknown) => {
  process.stderr.write(`grounded-sam: ${messageOf(error)}\n`);
  const isUsage = error instanceof VisionError && error.code !== 'DOWNLOAD_FAILED';
  process.exitCode = isUsage ? BAD_USAGE : 1;
});
