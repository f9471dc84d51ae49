namespace groundedSam {
  /** A model in the response of `grounded-sam/models`: `ModelRow` in `src/hub/model-list.ts`. */
  export interface ModelRow {
    readonly model: string;
    readonly licence: string;
    readonly notes: string;
    readonly phrases?: 'together' | 'together after a repair' | 'one by one';
    readonly state:
      | 'builtIn'
      | 'folder'
      | 'cached'
      | 'absent'
      | 'offline'
      | 'downloading'
      | 'failed'
      | 'unusable'
      | 'server';
    readonly size?: string;
    readonly percent?: number;
    readonly message?: string;
    readonly sizes?: Readonly<Record<string, string>>;
  }

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
