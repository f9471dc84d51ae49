import { publishedDetectors } from './catalogue-detectors';
import { type CatalogueEntry, isCommit } from './catalogue-entry';
import { publishedSegmenters } from './catalogue-segmenters';
import type { ModelTask } from './model-request';

const demo: CatalogueEntry = {
  id: 'demo',
  tasks: ['detector', 'segmenter'],
  family: 'grounding-dino',
  licence: 'Apache-2.0',
  jointPrompts: true,
  notes: 'knows drawn shapes only',
  files: {},
};

/** Models with short names. Any other repository or folder with the same layout works as well. */
export const catalogue: readonly CatalogueEntry[] = [demo, ...publishedDetectors, ...publishedSegmenters];

/** Models of new nodes. Reasons: docs/decisions/010-default-models.md */
export const defaultModels: Readonly<Record<ModelTask, string>> = {
  detector: 'grounding-dino-tiny',
  segmenter: 'edgetam',
};

export const catalogueEntry = (id: string): CatalogueEntry | undefined => catalogue.find((entry) => entry.id === id);

/** The entry of a revision of a repository. Pinned commits are of its branch `main`. */
export const entryOf = (repository: string, revision = 'main'): CatalogueEntry | undefined =>
  catalogue.find(({ source }) => {
    if (source?.repository !== repository) return false;
    return source.revision === revision || (revision === 'main' && isCommit(source.revision));
  });
