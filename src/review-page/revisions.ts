import type { ReviewPicture } from '../contract/review';
import type { Step } from './step';

type ByImage = Map<string, Map<number, number>>;

/** On which revisions of objects the changes of a user are based. The server says whose changes came after them. */
export class Revisions {
  /** That the server sent last. */
  private readonly newest: ByImage = new Map();
  /** To which the user's own changes led. */
  private readonly own: ByImage = new Map();

  /** Notes an image of the server. */
  received({ hash, objects }: ReviewPicture): void {
    this.newest.set(hash, new Map(objects.map(({ id, revision }) => [id, revision])));
  }

  /** Notes to what a step led. @param picture the response of the server */
  stored(step: Step, { hash, objects }: ReviewPicture): void {
    const own = this.own.get(hash) ?? new Map<number, number>();
    for (const { before, after } of step.objects) {
      const { id } = (after ?? before)!;
      const revision = objects.find((object) => object.id === id)?.revision;
      if (revision === undefined) own.delete(id);
      else own.set(id, revision);
    }
    this.own.set(hash, own);
  }

  /**
   * The revision on which a step is based: what the user saw. What others changed since, the user may have seen as well, but a
   * step that is undone or done again does not mean it.
   */
  of({ hash, isAgain }: Step, id: number): number | undefined {
    const newest = this.newest.get(hash)?.get(id);
    return isAgain ? (this.own.get(hash)?.get(id) ?? newest) : newest;
  }
}
