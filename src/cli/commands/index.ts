import type { Command } from '../command';
import { detect } from './detect';
import { doctor } from './doctor';
import { download } from './download';
import { models } from './models';
import { remove } from './remove';
import { run } from './run';

/** In the order of the help. */
export const commands: readonly Command[] = [run, detect, doctor, models, download, remove];
