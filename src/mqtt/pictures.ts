/** Pictures of all cameras together, in bytes. They are kept to publish them again. */
const MAX_BYTES = 64e6;

/** The last pictures by topic. Beyond 64 MB, those that were set longest ago are forgotten. */
export class Pictures {
  readonly #byTopic = new Map<string, Buffer>();

  get(topic: string): Buffer | undefined {
    return this.#byTopic.get(topic);
  }

  set(topic: string, picture: Buffer): void {
    this.#byTopic.delete(topic);
    this.#byTopic.set(topic, picture);
    let bytes = [...this.#byTopic.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of this.#byTopic) {
      if (bytes <= MAX_BYTES) break;
      this.#byTopic.delete(oldest);
      bytes -= length;
    }
  }

  delete(topic: string): void {
    this.#byTopic.delete(topic);
  }
}
