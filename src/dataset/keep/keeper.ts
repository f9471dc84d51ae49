import { classFinder } from '../manifest';
import type { LogEntry } from '../picture-log';
import { type Candidate, reasonToSkip, type SkipReason } from './keep-rules';
import type { KeepSettings } from './keep-settings';
import { Looks } from './looks';

/** Decides which new images a dataset keeps. All that it needs to know is in the dataset, so a restart changes nothing. */
export class Keeper {
  private readonly looks: Looks;

  /** @param onProgress called while the images of a large dataset are read */
  constructor(
    folder: string,
    private readonly onProgress: () => void,
  ) {
    this.looks = new Looks(folder);
  }

  /**
   * @param candidate a new image; `content` is its file
   * @param dataset its classes, and its images
   */
  async reasonToSkip(
    { content, objects, ...candidate }: Candidate & { readonly content: Buffer },
    settings: KeepSettings,
    { classes, entries }: { readonly classes: readonly string[]; readonly entries: ReadonlyMap<string, LogEntry> },
  ): Promise<SkipReason | undefined> {
    const classOf = classFinder(classes);
    const named = objects.map(({ label, score }) => ({ label: classOf(label) ?? label, score }));
    const reason = reasonToSkip({ ...candidate, objects: named }, settings, [...entries.values()], Date.now());
    if (reason || settings.rule !== 'new') return reason;
    const look = await this.looks.of(content);
    const distance = await this.looks.distance(look, entries.values(), this.onProgress);
    return distance < settings.bits ? 'alike' : undefined;
  }
}
