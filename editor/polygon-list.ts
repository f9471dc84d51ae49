namespace groundedSam {
  /** The properties of a shape that its row has. */
  export interface RowLook {
    readonly name: string;
    readonly kind: ShapeKind;
    /** The camera of the shape; empty: every camera. */
    readonly camera: string;
  }

  /** The shapes of a list, one for each row. One row is chosen: its shape can be drawn on the picture. */
  export interface PolygonList {
    /** Adds the shape of a new row, and chooses it. `header` is the part of the row that always shows. */
    add(row: JQuery, header: JQuery, points: readonly Point2d[]): void;
    /** To be called after every change of the list or of the looks of its rows. */
    refresh(): void;
    /** Chooses the first row. */
    chooseFirst(): void;
  }

  const ROW = 'grounded-sam-shape-row';
  const CHOSEN = 'grounded-sam-shape-chosen';

  /** The points of a row of a `polygonList`. */
  export const drawnPoints = (row: JQuery): readonly Point2d[] => row.data('points') ?? [];

  /**
   * Draws the shapes of a list's rows in one polygon editor.
   * @param container of the polygon editor
   */
  export function polygonList(
    list: JQuery,
    container: JQuery,
    node: string,
    lookOf: (row: JQuery) => RowLook,
  ): PolygonList {
    let chosen: JQuery | undefined;
    const field = polygonField(container, node, {
      onPoints(points) {
        chosen?.data('points', points);
        showCounts();
      },
      onChoose: (index) => choose(others()[index]),
    });

    const rows = (): JQuery[] =>
      list
        .find(`.${ROW}`)
        .get()
        .map((row) => $(row));
    const isChosen = (row: JQuery): boolean => row[0] === chosen?.[0];
    const colourOf = (row: JQuery): string => shapeColour(rows().findIndex((one) => one[0] === row[0]));

    /** The other shapes of the cameras of the chosen one. */
    function others(): JQuery[] {
      const camera = chosen ? lookOf(chosen).camera : '';
      return rows().filter((row) => {
        const own = lookOf(row).camera;
        return !isChosen(row) && (camera === '' || own === '' || own === camera);
      });
    }
    const shown = (row: JQuery): ShownShape => ({ ...lookOf(row), points: drawnPoints(row), colour: colourOf(row) });
    const edited = (row: JQuery): EditedShape => ({ ...shown(row), ...lookOf(row), others: others().map(shown) });

    function choose(row: JQuery | undefined): void {
      chosen = row;
      for (const one of rows()) one.toggleClass(CHOSEN, isChosen(one));
      if (row) field.edit(edited(row));
      else field.clear();
      showCounts();
    }

    function showCounts(): void {
      for (const row of rows()) {
        const count = drawnPoints(row).length;
        const isShort = count < shapeLimits[lookOf(row).kind].least;
        row.find('.grounded-sam-swatch').css({ background: colourOf(row) });
        row.find('.grounded-sam-shape-count').text(isShort ? polygonText('undrawn') : polygonText('drawn', { count }));
      }
    }

    return {
      add(row, header, points) {
        row.addClass(ROW).data('points', points);
        header.addClass('grounded-sam-shape-header').prepend('<span class="grounded-sam-swatch"></span>');
        header.append('<span class="grounded-sam-shape-count"></span>');
        row.on('focusin click', () => {
          if (!isChosen(row)) choose(row);
        });
        choose(row);
      },
      refresh() {
        if (!chosen?.[0]?.isConnected) choose(rows()[0]);
        else field.update(edited(chosen));
        showCounts();
      },
      chooseFirst: () => choose(rows()[0]),
    };
  }

  /** A part of a dialog, and a polygon editor next to it, or below it in a narrow dialog. */
  export const nextToPolygon = (part: Part, name: string): Part =>
    joined(
      [part],
      (html) => `<div class="grounded-sam-shapes">
<div>
${html}
</div>
<div data-polygon="${name}"></div>
</div>`,
    );
}
