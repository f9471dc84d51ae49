namespace groundedSam {
  const POLL_MS = 500;
  const TYPING_MS = 200;

  interface ModelResponse {
    readonly models: readonly ModelRow[];
    readonly chosen?: Pick<ModelRow, 'model' | 'state'> & Partial<ModelRow>;
  }

  /**
   * Adds a searchable list to the model field of the open dialog, and the state of the chosen model below it. Without the
   * permission `grounded-sam.read` the field stays a plain text field.
   *
   * The display depends only on the fields and on `latest`, the response to the newest request. Responses to older requests
   * are ignored.
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

    let latest: ModelResponse | undefined;
    let newest = 0;
    let sent = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    let openList = (): void => {};
    // While the field holds this value, all models are listed.
    let settled = fieldValue(input).trim();

    const readQuestion = () => ({
      task,
      model: fieldValue(input).trim(),
      dtype: fieldValue(dtype) || 'auto',
      engine: fieldValue(engine) === '_ADD_' ? '' : fieldValue(engine),
    });

    function chosenRow(): ModelRow | undefined {
      const { model } = readQuestion();
      const row = [latest?.chosen, ...(latest?.models ?? [])].find((one) => one?.model === model);
      return row && { licence: '', notes: '', ...row };
    }

    function ask(isDownload = false): void {
      clearTimeout(timer);
      if (!input[0]?.isConnected) return;
      const number = ++newest;
      const question = readQuestion();
      sent = JSON.stringify(question);
      const request: JQuery.jqXHR<ModelResponse> = isDownload
        ? postJson('downloads', question)
        : $.ajax({ url: 'grounded-sam/models', data: question, cache: false, dataType: 'json' });
      const failed = (reason: unknown): ModelResponse => {
        const message = requestFailure(reason).message ?? (isDownload ? modelText('refused') : undefined);
        const models = latest?.models ?? [];
        if (message === undefined) return { models };
        return { models, chosen: { model: question.model, state: isDownload ? 'failed' : 'unusable', message } };
      };
      const take = (response: ModelResponse): void => {
        if (number === newest) show(response);
      };
      request.then(take, (reason) => take(failed(reason)));
    }

    function show(response: ModelResponse): void {
      latest = response;
      caret.toggle(latest.models.length > 0);
      render();
      openList();
      if (chosenRow()?.state === 'downloading') timer = setTimeout(ask, POLL_MS);
    }

    function changed(): void {
      const now = readQuestion();
      const before = sent && JSON.parse(sent);
      if (JSON.stringify(now) === sent) return;
      sent = JSON.stringify(now);
      newest++;
      if (before.dtype !== now.dtype || before.engine !== now.engine) latest = undefined;
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
          if (document.activeElement === input[0]) done(modelCompletions(latest?.models ?? [], value.trim(), settled));
        };
        if (latest) openList();
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
}
