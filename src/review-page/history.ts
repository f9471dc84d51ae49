import { inverse, type Step } from './step';

/** The steps of a session that can be undone and redone. */
export class History {
  private readonly done: Step[] = [];
  private undone: Step[] = [];

  add(step: Step): void {
    this.done.push(step);
    this.undone = [];
  }

  /** The step that undoes the last one. */
  undo(): Step | undefined {
    const step = this.done.pop();
    if (step === undefined) return undefined;
    this.undone.push(step);
    return inverse(step);
  }

  /** The step that was undone last. */
  redo(): Step | undefined {
    const step = this.undone.pop();
    if (step === undefined) return undefined;
    this.done.push(step);
    return { ...step, isAgain: true };
  }
}
