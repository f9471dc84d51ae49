/** Parts of a session that views show. `picture` includes `objects`, which include `selection`. */
export type Change = 'list' | 'picture' | 'objects' | 'selection' | 'classes' | 'progress' | 'saves';

const includes: Partial<Record<Change, Change>> = { picture: 'objects', objects: 'selection' };

/** Tells views once per frame which parts changed. */
export class Changes {
  private readonly views: { readonly of: readonly Change[]; readonly show: () => void }[] = [];
  private readonly changed = new Set<Change>();

  on(of: readonly Change[], show: () => void): void {
    this.views.push({ of, show });
  }

  tell(change: Change): void {
    if (this.changed.size === 0) queueMicrotask(() => this.showAll());
    for (let part: Change | undefined = change; part !== undefined; part = includes[part]) this.changed.add(part);
    if (change === 'picture') this.changed.add('list');
  }

  /** No view shows any change from now on. */
  end(): void {
    this.views.length = 0;
  }

  private showAll(): void {
    const changed = new Set(this.changed);
    this.changed.clear();
    for (const { of, show } of this.views) if (of.some((part) => changed.has(part))) show();
  }
}
