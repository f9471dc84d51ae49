import type { Node } from 'node-red';

/** Logs a warning about words that the model does not know, but not again for each message with the same prompt. */
export function unknownWordsWarning(node: Node): (words: readonly string[]) => void {
  let warned = '';
  return (words) => {
    const list = words.map((word) => JSON.stringify(word)).join(', ');
    if (list !== '' && list !== warned) {
      node.warn(`Words unknown to the model: ${list}. It takes all of them for the same unknown word`);
    }
    warned = list;
  };
}
