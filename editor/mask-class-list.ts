namespace groundedSam {
  /** The setting `classes` of mask-render: classes with a colour and styles of their own. */
  export const classList: Part = {
    ...listRow('classes', 'tags'),

    prepare(context, node) {
      const list = $(`#${context.id('classes-list')}`);
      list.editableList<Partial<ClassLook>>({
        addButton: RED._(context.key('label.addClass')),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, { label = '', colour = '', styles = [] }) {
          const row = $('<div class="mask-render-class" style="display: flex; gap: 6px">').appendTo(container);
          const field = (name: string, width: string): JQuery =>
            $('<input type="text">')
              .addClass(`mask-render-class-${name}`)
              .attr('placeholder', RED._(context.key(`placeholder.${name}`)))
              .css({ width })
              .appendTo(row);
          field('label', '30%').val(label);
          addColourPicker(field('colour', '20%').val(colour), RED._(context.key('label.pickColour')));
          field('styles', '45%')
            .val(styles.join(','))
            .typedInput({ types: [{ value: 'styles', multiple: true, options: styleChoices(context) }] })
            .on('change', showSettingsOfStyles);
          showSettingsOfStyles();
        },
        removeItem: showSettingsOfStyles,
      });
      const classes: ClassLook[] = node.classes ?? [];
      for (const look of classes) list.editableList('addItem', { ...look });
    },

    save(_context, node) {
      node.classes = classesInDialog();
    },
  };
}
