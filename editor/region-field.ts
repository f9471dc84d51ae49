namespace groundedSam {
  /**
   * The polygon editor for the setting `region` of grounding-dino. The field of the setting has its corners as text. The editor
   * is opened once it is shown: only then, the node has to keep pictures.
   */
  const regionEditor: Part = {
    settings: [],
    html: () => '<div class="form-row" data-polygon="region"></div>',

    prepare({ id, key }, node) {
      const region = $(`#${id('region')}`);
      const look = $(`#${id('look')}`);
      let field: PolygonField | undefined;
      const corners = (): readonly Point2d[] | undefined => pointsIn(fieldValue(region));

      function open(): PolygonField {
        const opened = polygonField($('[data-polygon="region"]'), node.id, {
          hasText: false,
          onPoints: (points) => region.typedInput('value', points.length > 0 ? shapeText(points) : ''),
        });
        const name = RED._(key('label.region'));
        opened.edit({ name, kind: 'zone', points: corners() ?? [], colour: shapeColour(0) });
        return opened;
      }

      function show(): void {
        const isJson = fieldValue($(`#${id('regionType')}`)) === 'json';
        if (fieldValue(look) !== 'region' || !isJson) return;
        field ??= open();
        // An unfinished text changes nothing.
        field.replace(corners() ?? field.points());
      }
      look.on('change', show);
      region.on('change', show);
      show();
    },
  };

  /** The setting `region` of grounding-dino, with a polygon editor below it unless the region is read from a message. */
  export const regionRows: Part = shownWhile(
    ['look'],
    (look) => look === 'region',
    joined([
      typedRow('region', 'object-ungroup', ['json', 'msg', 'flow', 'global', 'jsonata'], { hasPlaceholder: true }),
      shownWhile(['regionType', 'region'], (type) => type === 'json', regionEditor),
    ]),
  );
}
