namespace groundedSam {
  /** A model in the answers of `grounded-sam/models`; see `ModelRow` of the runtime. */
  export interface ModelRow {
    readonly model: string;
    readonly licence: string;
    readonly notes: string;
    readonly state: 'builtIn' | 'folder' | 'here' | 'absent' | 'offline' | 'downloading' | 'failed' | 'unusable';
    readonly size?: string;
    readonly percent?: number;
    readonly message?: string;
    readonly sizes?: Readonly<Record<string, string>>;
  }

  export const modelText = (key: string, values?: object): string =>
    RED._(`@grounded-sam/node-red/editor:models.${key}`, values);

  /** Of the chosen model: whether it is here, or how far its download is. */
  export function stateText({ state, size, percent, message }: ModelRow): string {
    if (message) return message;
    if (state === 'absent' && !size) return modelText('absentUnknown');
    if (state === 'downloading' && !size) return modelText('starting');
    return modelText(state, { size, percent });
  }

  export const aboutText = ({ licence, notes }: Pick<ModelRow, 'licence' | 'notes'>): string =>
    [licence && modelText('licence', { licence }), notes].filter(Boolean).join(' · ');
}
