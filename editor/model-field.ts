namespace groundedSam {
  const POLL_MS = 500;
  const TYPING_MS = 200;

  interface ModelAnswer {
    readonly models: readonly ModelRow[];
    readonly chosen?: Pick<ModelRow, 'model' | 'state'> & Partial<ModelRow>;
  }

  /**
   * Makes the model field of the open dialog a searchable list beside free text, and says below it what the chosen model is
   * and whether it is here. Where the user may not read the list, the field stays a plain one.
   *
   * What is shown depends on nothing but the fields and `answer`, the runtime's last word. A request outdates all before it:
   * their answers are not looked at.
   */
  export function modelField(task: 'detector' | 'segmenter'): void {
    const input = $<HTMLInputElement>('#node-input-model');
    const dtype = $<HTMLSelectElement>('#node-input-dtype');
    const engine = $<HTMLSelectElement>('#node-input-engine');

    input.attr({ autocomplete: 'off', spellcheck: 'false' });
    input
      .wrap('<span style="display: inline-block; position: relative; width: 70%"></span>')
      .css({ width: '100%', paddingRight: '28px' });
    const caret = $('<i class="fa fa-caret-down"></i>')
      .hide()
      .css({ position: 'absolute', right: '10px', top: '10px', pointerEvents: 'none' })
      .insertAfter(input);
    const hint = modelHint(input.parent(), () => ask(true));

    let answer: ModelAnswer | undefined;
    let requests = 0;
    let asked = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    let openList = (): void => {};
    // Shown whole while nothing is typed.
    let settled = fieldValue(input).trim();

    const question = () => ({
      task,
      model: fieldValue(input).trim(),
      dtype: fieldValue(dtype) || 'auto',
      engine: fieldValue(engine) === '_ADD_' ? '' : fieldValue(engine),
    });

    function chosenRow(): ModelRow | undefined {
      const { model } = question();
      const row = [answer?.chosen, ...(answer?.models ?? [])].find((one) => one?.model === model);
      return row && { licence: '', notes: '', ...row };
    }

    function ask(isOrder = false): void {
      clearTimeout(timer);
      if (!input[0]?.isConnected) return;
      const number = ++requests;
      const given = question();
      asked = JSON.stringify(given);
      const request = isOrder
        ? { url: 'grounded-sam/downloads', method: 'POST', contentType: 'application/json', data: asked }
        : { url: 'grounded-sam/models', data: given, cache: false };
      const failed = ({ responseJSON }: JQuery.jqXHR): ModelAnswer => {
        const message: string | undefined = responseJSON?.message ?? (isOrder ? modelText('refused') : undefined);
        const models = answer?.models ?? [];
        if (message === undefined) return { models };
        return { models, chosen: { model: given.model, state: isOrder ? 'failed' : 'unusable', message } };
      };
      const take = (given: ModelAnswer): void => {
        if (number === requests) show(given);
      };
      $.ajax({ ...request, dataType: 'json' }).then(take, (reason) => take(failed(reason)));
    }

    function show(given: ModelAnswer): void {
      answer = given;
      caret.toggle(answer.models.length > 0);
      render();
      openList();
      if (chosenRow()?.state === 'downloading') timer = setTimeout(ask, POLL_MS);
    }

    function changed(): void {
      const now = question();
      const before = asked && JSON.parse(asked);
      if (JSON.stringify(now) === asked) return;
      asked = JSON.stringify(now);
      requests++;
      if (before.dtype !== now.dtype || before.engine !== now.engine) answer = undefined;
      render();
      clearTimeout(timer);
      timer = setTimeout(ask, TYPING_MS);
    }

    function render(): void {
      const row = chosenRow();
      hint.show(row);
      for (const option of dtype.find('option').get()) {
        // The editor translates the dialog only after this function has run.
        const text = RED._(option.dataset.i18n ?? '');
        option.textContent = [text, row?.sizes?.[option.value]].filter(Boolean).join(' · ');
      }
    }

    input.autoComplete({
      minLength: 0,
      search: (value, done) => {
        openList = () => {
          openList = () => {};
          if (document.activeElement === input[0]) done(modelCompletions(answer?.models ?? [], value.trim(), settled));
        };
        if (answer) openList();
      },
    });
    // Arrow down opens the list, and so does a click. Enter and Tab take its first entry without an event of their own.
    input.on('click', () => input.trigger($.Event('keyup', { keyCode: 40 })));
    input.on('keyup', ({ key }) => {
      if (key === 'Enter' || key === 'Tab') input.trigger('change');
    });
    input.on('change', () => {
      settled = fieldValue(input).trim();
    });
    input.on('input change', changed);
    dtype.on('change', changed);
    engine.on('change', changed);
    render();
    ask();
  }

  export const fieldValue = (field: JQuery): string => String(field.val() ?? '');
}
