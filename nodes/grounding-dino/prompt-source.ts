import type { Node, NodeAPI } from 'node-red';
import { nameOf, reading, readProperty, type VisionMessage } from '../shared/message';
import { anyTextOption, isAbsent, textOption } from '../shared/options';

/** Settings: where a node reads its prompt. */
export const promptOptions = {
  prompt: anyTextOption(''),
  promptType: textOption('str'),
} as const;

/** Reads `msg.prompt`, or without it the prompt of the dialog. Returns it unchecked, with its name for error messages. */
export async function readPrompt(
  RED: NodeAPI,
  node: Node,
  { prompt, promptType }: { readonly prompt: string; readonly promptType: string },
  msg: VisionMessage,
): Promise<{ name: string; value: unknown }> {
  const override = reading('msg.prompt', 'BAD_PROMPT', () => msg.prompt);
  if (!isAbsent(override)) return { name: 'msg.prompt', value: override };
  const source = { value: prompt, type: promptType };
  const name = promptType === 'str' ? 'The prompt' : nameOf(source);
  return { name, ...(await readProperty(RED, node, msg, source)) };
}

/** A prompt as `msg.vision` reports it: lists and objects as JSON, of objects only what the prompt consists of. */
export function promptText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(Array.isArray(value) ? value.map(plainItem) : plainItem(value));
}

function plainItem(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const { phrase, label, threshold } = item as Record<string, unknown>;
  return { phrase, label, threshold };
}
