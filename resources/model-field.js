// For the dialogs of grounding-dino and sam. Node-RED serves it from here.

/**
 * Makes the model field of the open dialog a searchable list beside free text, and says below it what the chosen model is and
 * whether it is here. Where the user may not read the list, the field stays a plain one.
 *
 * What is shown depends on nothing but the fields and `answer`, the runtime's last word. A request outdates all before it:
 * their answers are not looked at.
 */
globalThis.groundedSamModelField = (task) => {
  const POLL_MS = 500;
  const TYPING_MS = 200;
  const text = (key, values) => RED._(`@grounded-sam/node-red/vision-engine:vision-engine.models.${key}`, values);

  const input = $('#node-input-model');
  const dtype = $('#node-input-dtype');
  const engine = $('#node-input-engine');
  const mayDownload = RED.user.hasPermission('grounded-sam.write');

  input.attr({ autocomplete: 'off', spellcheck: 'false' });
  input
    .wrap('<span style="display: inline-block; position: relative; width: 70%"></span>')
    .css({ width: '100%', paddingRight: '28px' });
  const caret = $('<i class="fa fa-caret-down"></i>')
    .hide()
    .css({ position: 'absolute', right: '10px', top: '10px', pointerEvents: 'none' })
    .insertAfter(input);
  const hint = $('<div class="grounded-sam-model" role="status"></div>')
    .hide()
    .css({ width: '70%', marginTop: '6px', marginLeft: '104px' });
  const stateLine = $('<div></div>').css({ display: 'flex', alignItems: 'center', gap: '8px' }).appendTo(hint);
  const state = $('<span></span>').css({ flexGrow: '1', overflowWrap: 'anywhere' }).appendTo(stateLine);
  const button = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
    .css({ flexShrink: '0', fontSize: '12px' })
    .text(text('download'))
    .appendTo(stateLine);
  const bar = $('<progress max="100"></progress>').css({ width: '100%' }).appendTo(hint);
  const about = $('<div></div>')
    .css({ marginTop: '2px', fontSize: '12px', color: 'var(--red-ui-secondary-text-color)' })
    .appendTo(hint);
  hint.insertAfter(input.parent());

  let answer;
  let requests = 0;
  let asked = '';
  let timer;
  let openList = () => {};
  // Shown whole while nothing is typed.
  let settled = input.val().trim();

  const question = () => ({
    task,
    model: input.val().trim(),
    dtype: dtype.val() || 'auto',
    engine: engine.val() === '_ADD_' ? '' : engine.val() || '',
  });

  const chosenRow = () => {
    const { model } = question();
    return [answer?.chosen, ...(answer?.models ?? [])].find((row) => row?.model === model);
  };

  function ask(isOrder = false) {
    clearTimeout(timer);
    if (!input[0].isConnected) return;
    const number = ++requests;
    const given = question();
    asked = JSON.stringify(given);
    const request = isOrder
      ? { url: 'grounded-sam/downloads', method: 'POST', contentType: 'application/json', data: asked }
      : { url: 'grounded-sam/models', data: given, cache: false };
    const failed = ({ responseJSON }) => {
      const message = responseJSON?.message ?? (isOrder ? text('refused') : undefined);
      const chosen = message && { model: given.model, state: isOrder ? 'failed' : 'unusable', message };
      return { models: answer?.models ?? [], chosen };
    };
    $.ajax({ ...request, dataType: 'json' })
      .then(null, failed)
      .then((given) => number === requests && take(given));
  }

  function take(given) {
    answer = given;
    caret.toggle(answer.models.length > 0);
    render();
    openList();
    if (chosenRow()?.state === 'downloading') timer = setTimeout(ask, POLL_MS);
  }

  function changed() {
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

  function stateText({ state: key, size, percent, message }) {
    if (message) return message;
    if (key === 'absent' && !size) return text('absentUnknown');
    if (key === 'downloading' && !size) return text('starting');
    return text(key, { size, percent });
  }

  const aboutText = ({ licence, notes }) =>
    [licence && text('licence', { licence }), notes].filter(Boolean).join(' · ');

  function render() {
    const row = chosenRow();
    hint.toggle(row !== undefined);
    state.text(row ? stateText(row) : '');
    state.css('color', row?.message ? 'var(--red-ui-text-color-error)' : '');
    about.text(row ? aboutText(row) : '');
    button.toggle(mayDownload && ['absent', 'failed'].includes(row?.state));
    bar.toggle(row?.state === 'downloading').val(row?.percent ?? 0);
    for (const option of dtype.find('option').get()) {
      // The editor translates the dialog only after this function has run.
      option.textContent = [RED._(option.dataset.i18n), row?.sizes?.[option.value]].filter(Boolean).join(' · ');
    }
  }

  /** Of a row in the list: the name and the size or state, the licence and notes below. */
  function label(row) {
    const { model, state: key, size, percent } = row;
    const short = { builtIn: text('builtIn'), here: text('here'), downloading: percent && `${percent} %` }[key];
    const name = $('<span></span>').css({ overflowWrap: 'anywhere', whiteSpace: 'normal' }).text(model);
    const right = $('<span></span>')
      .css({ flexShrink: '0', marginLeft: '12px' })
      .text(short ?? size ?? '');
    return $('<div></div>')
      .append($('<div></div>').css({ display: 'flex', justifyContent: 'space-between' }).append(name, right))
      .append($('<div></div>').css({ fontSize: '12px', opacity: '0.8', whiteSpace: 'normal' }).text(aboutText(row)));
  }

  function matches(typed) {
    const models = answer?.models ?? [];
    const words = typed.toLowerCase().split(/\s+/);
    const isMatch = ({ model, licence, notes }) =>
      words.every((word) => `${model} ${licence} ${notes}`.toLowerCase().includes(word));
    const rank = ({ model }) => (model === typed ? 0 : model.startsWith(typed) ? 1 : model.includes(typed) ? 2 : 3);
    const found = [...(typed === settled ? models : models.filter(isMatch))].sort((a, b) => rank(a) - rank(b));
    // Enter and Tab take the first: what was there, and what can only be a repository or folder, must not be lost by them.
    const isKept = found.length > 0 && found[0].model !== typed && (typed === settled || /[\\/]/.test(typed));
    const rows = isKept && typed !== '' ? [{ model: typed }, ...found] : found;
    return rows.map((row) => ({ value: row.model, label: label(row) }));
  }

  input.autoComplete({
    minLength: 0,
    search: (value, done) => {
      openList = () => {
        openList = () => {};
        if (document.activeElement === input[0]) done(matches(value.trim()));
      };
      if (answer) openList();
    },
  });
  // Arrow down opens the list, and so does a click. Enter and Tab take its first entry without an event of their own.
  input.on('click', () => input.trigger($.Event('keyup', { keyCode: 40 })));
  input.on('keyup', ({ key }) => ['Enter', 'Tab'].includes(key) && input.trigger('change'));
  input.on('change', () => {
    settled = input.val().trim();
  });
  input.on('input change', changed);
  button.on('click', () => ask(true));
  dtype.on('change', changed);
  engine.on('change', changed);
  render();
  ask();
};
