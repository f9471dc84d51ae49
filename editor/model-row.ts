namespace groundedSam {
  export const modelText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:models.${key}`, values);

  /** The state of the chosen model, or the progress of its download. */
  export function stateText({ state, size, percent, message }: ModelRow): string {
    if (message) return message;
    if (state === 'absent' && !size) return modelText('absentUnknown');
    if (state === 'downloading' && !size) return modelText('starting');
    return modelText(state, { size, percent });
  }

  /** Licence, passes of a detector, and notes. */
  export const aboutText = ({ licence, phrases, notes }: Pick<ModelRow, 'licence' | 'phrases' | 'notes'>): string =>
    [licence && modelText('licence', { licence }), phrases && modelText(phrases), notes].filter(Boolean).join(' · ');
}
