namespace groundedSam {
  export interface ModelHint {
    /** `undefined` hides the hint. */
    show(row: ModelRow | undefined): void;
  }

  /**
   * The lines below the model field: state and licence of the chosen model, and a button that downloads it.
   * @param field the element after which the hint is inserted
   */
  export function modelHint(field: JQuery, onDownload: () => void): ModelHint {
    const mayDownload = RED.user.hasPermission('grounded-sam.write');
    const hint = $('<div class="grounded-sam-model" role="status"></div>')
      .hide()
      .css({ width: '70%', marginTop: '6px', marginLeft: '104px' });
    const stateLine = $('<div></div>').css({ display: 'flex', alignItems: 'center', gap: '8px' }).appendTo(hint);
    const state = $('<span></span>').css({ flexGrow: '1', overflowWrap: 'anywhere' }).appendTo(stateLine);
    const button = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .css({ flexShrink: '0', fontSize: '12px' })
      .text(modelText('download'))
      .appendTo(stateLine);
    const bar = $('<progress max="100"></progress>').css({ width: '100%' }).appendTo(hint);
    const about = $('<div></div>')
      .css({ marginTop: '2px', fontSize: '12px', color: 'var(--red-ui-secondary-text-color)' })
      .appendTo(hint);
    hint.insertAfter(field);
    button.on('click', onDownload);

    return {
      show(row) {
        hint.toggle(row !== undefined);
        state.text(row ? stateText(row) : '');
        state.css('color', row?.message ? 'var(--red-ui-text-color-error)' : '');
        about.text(row ? aboutText(row) : '');
        button.toggle(mayDownload && (row?.state === 'absent' || row?.state === 'failed'));
        bar.toggle(row?.state === 'downloading').val(row?.percent ?? 0);
      },
    };
  }
}
