namespace groundedSam {
  /**
   * The list below the model field: the models that contain every typed word, best match first.
   * @param settled the value before the user typed. While the field still holds it, all models are listed
   */
  export function modelCompletions(models: readonly ModelRow[], typed: string, settled: string): Completion[] {
    const words = typed.toLowerCase().split(/\s+/);
    const isMatch = ({ model, licence, notes }: ModelRow): boolean =>
      words.every((word) => `${model} ${licence} ${notes}`.toLowerCase().includes(word));
    const rank = ({ model }: ModelRow): number =>
      model === typed ? 0 : model.startsWith(typed) ? 1 : model.includes(typed) ? 2 : 3;
    const found = (typed === settled ? [...models] : models.filter(isMatch)).sort((a, b) => rank(a) - rank(b));
    const rows = found.map((row) => ({ value: row.model, label: completionLabel(row) }));
    // Enter and Tab take the first entry. They must not replace the old value, nor a typed repository or folder.
    const isKept = found.length > 0 && found[0]!.model !== typed && (typed === settled || /[\\/]/.test(typed));
    return isKept && typed !== '' ? [{ value: typed, label: completionLabel({ model: typed }) }, ...rows] : rows;
  }

  /** First line: name, and state or size. Second line: licence and notes. */
  function completionLabel(row: Pick<ModelRow, 'model'> & Partial<ModelRow>): JQuery {
    const { model, state, size, percent, licence = '', notes = '', phrases } = row;
    const isShort = state === 'builtIn' || state === 'cached';
    const short = isShort ? modelText(state) : state === 'downloading' && percent ? `${percent} %` : undefined;
    const name = $('<span></span>').css({ overflowWrap: 'anywhere', whiteSpace: 'normal' }).text(model);
    const right = $('<span></span>')
      .css({ flexShrink: '0', marginLeft: '12px' })
      .text(short ?? size ?? '');
    return $('<div></div>')
      .append($('<div></div>').css({ display: 'flex', justifyContent: 'space-between' }).append(name, right))
      .append(
        $('<div></div>')
          .css({ fontSize: '12px', opacity: '0.8', whiteSpace: 'normal' })
          .text(aboutText({ licence, notes, ...(phrases && { phrases }) })),
      );
  }
}
