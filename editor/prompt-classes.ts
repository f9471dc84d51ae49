namespace groundedSam {
  /**
   * The line below the setting `prompt` of grounding-dino: its classes as the node understands them, what to write if a phrase
   * may be meant as several classes, or the mistake. Hidden while the field is empty, or the prompt is from elsewhere.
   */
  export const promptClasses: Part = {
    settings: [],
    html: () => '<div class="form-row grounded-sam-prompt" role="status" style="margin-left: 104px"></div>',

    prepare({ id, key }) {
      const field = $(`#${id('prompt')}`);
      const line = $('.grounded-sam-prompt');
      const words = (name: string, values = {}): string => RED._(key(`classes.${name}`), values);

      const chip = (text: string): JQuery =>
        $('<span></span>')
          .css({ border: '1px solid var(--red-ui-secondary-border-color)', borderRadius: '8px' })
          .css({ display: 'inline-block', margin: '0 4px 2px 0', padding: '0 6px', overflowWrap: 'anywhere' })
          .text(text);

      function show(): void {
        const prompt = field.typedInput('value');
        line.empty().toggle(field.typedInput('type') === 'str' && prompt.trim() !== '');
        try {
          const classes = parsePrompt(RED._(key('label.prompt')), prompt);
          const count = classes.length;
          line.append($('<span></span>').text(`${words(count === 1 ? 'one' : 'many', { count })} `));
          for (const one of classes.slice(0, MAX_SHOWN)) line.append(chip(classSummary(one)), ' ');
          if (count > MAX_SHOWN) line.append(chip('…'));
          const [joined] = joinedClasses(classes);
          if (!joined) return;
          const hint = words('hint', { phrase: joined.phrase, separated: joined.parts.join('. ') });
          line.append($('<div></div>').css({ color: 'var(--red-ui-text-color-warning, #ac7d1e)' }).text(hint));
        } catch (error) {
          line.append($('<span></span>').css({ color: 'var(--red-ui-text-color-error)' }).text(messageOf(error)));
        }
      }
      field.on('change input keyup', show);
      // Node-RED keeps the text of an open field until it is left.
      field.nextAll('.red-ui-typedInput-container').on('input', show);
      show();
    },
  };

  const MAX_SHOWN = 50;
}
