namespace groundedSam {
  /** A threshold that is not a number from 0 to 1, followed by the end of its phrase. */
  const badThreshold = /[@＠](?!\s*(0?\.\d+|0|1(\.0+)?)\s*([;\r\n\u0085\u2028\u2029。｡；۔؛।]|[.．](?!\d)|$))/;

  /** The server reads it: a list or object as JSON. */
  const isJson = (prompt: string): boolean => /^\s*[[{]/.test(prompt);

  const typedPrompt = checks('grounding-dino').typed('prompt');

  /** Checks the setting `prompt` of grounding-dino: a text, or where a text comes from. */
  export function promptCheck(this: EditorNode, value: unknown, opt: object): boolean | string {
    // In an open dialog, the type is that of its field.
    const type = fieldValue($('#node-input-promptType')) || this.promptType;
    if (type !== 'str') return typedPrompt.call(this, value, opt);
    const prompt = String(value);
    return isJson(prompt) || !badThreshold.test(prompt) || RED._(ownKey('grounding-dino', 'invalid.prompt'));
  }
}
