import type { Node } from 'node-red';

/** A node of Node-RED. In a subflow, the editor knows it as `_alias`. */
export type EditorNode = Pick<Node, 'id' | 'on'> & { readonly _alias?: string };

/** An object of each deployed node, for the admin endpoints. It is forgotten when the node closes. */
export class EditorNodes<T> {
  readonly #ofNode = new Map<EditorNode, T>();

  add(node: EditorNode, object: T): void {
    this.#ofNode.set(node, object);
    node.on('close', () => this.#ofNode.delete(node));
  }

  /** The object of the node with the id that the editor knows. Of the copies of a subflow, the first one. */
  of(id: string): T | undefined {
    for (const [node, object] of this.#ofNode) if (node.id === id || node._alias === id) return object;
    return undefined;
  }
}
