import type { Node } from 'node-red';
import { unknownWordsWarning } from '../../src';

/** Logs a warning about words that the model does not know, but not again for each message with the same prompt. */
export function warnOfUnknownWords(node: Node): (words: readonly string[]) => void {
  let warned = '';
  return (words) => {
    const text = words.length > 0 ? unknownWordsWarning(words) : '';
    if (text !== '' && text !== warned) node.warn(text);
    warned = text;
  };
}
