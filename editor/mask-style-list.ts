namespace groundedSam {
  /** The setting `styles` of mask-render: a list that is drawn in its order. */
  export const styleList: Part = {
    ...listRow('styles', 'paint-brush'),

    prepare(context, node) {
      const list = $(`#${context.id('styles-list')}`);
      list.editableList<{ readonly style?: string }>({
        addButton: RED._(context.key('label.addStyle')),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem(container, _index, { style }) {
          const select = $('<select class="mask-render-style" style="width: 100%">').appendTo(container);
          for (const { value, label } of styleChoices(context)) $('<option>', { value }).text(label).appendTo(select);
          const unused = renderStyleNames.findLast((name) => !stylesInDialog().includes(name));
          select.val(style ?? unused ?? 'label').on('change', showSettingsOfStyles);
          showSettingsOfStyles();
        },
        removeItem: showSettingsOfStyles,
      });
      const styles: string[] = node.styles ?? node._def.defaults.styles!.value;
      for (const style of styles) list.editableList('addItem', { style });
    },

    save(_context, node) {
      node.styles = stylesInDialog();
    },
  };
}
