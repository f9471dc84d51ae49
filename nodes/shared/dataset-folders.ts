import type { EditorNode } from './editor-nodes';

const folders = new Map<EditorNode, string>();

/** Offers the folder of a node to the review until the node closes. @param folder absolute path, which need not exist */
export function offerDataset(node: EditorNode, folder: string): void {
  folders.set(node, folder);
  node.on('close', () => folders.delete(node));
}

/** The folders of all deployed nodes, each once. */
export const datasetFolders = (): string[] => [...new Set(folders.values())];
