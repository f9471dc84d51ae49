import type { Command } from '../command';
import { completion } from './completion';
import { convert } from './convert';
import { detect } from './detect';
import { doctor } from './doctor';
import { download } from './download';
import { exportDataset } from './export';
import { models } from './models';
import { relabel } from './relabel';
import { remove } from './remove';
import { report } from './report';
import { repository } from './repository';
import { review } from './review';
import { run } from './run';
import { track } from './track';

/** In the order in which the help lists them. */
export const commands: readonly Command[] = [
  ...[run, detect, exportDataset, convert, review, relabel, report, track],
  ...[doctor, models, download, remove, repository],
  completion(() => commands),
];
