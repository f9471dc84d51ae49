namespace groundedSam {
  /** An element of a list, and how it shows another state of the same thing. */
  export interface KeyedElement<Row> {
    readonly element: JQuery;
    update(row: Row): void;
  }

  /** Shows rows in a container, in their order. */
  export type ShowRows<Row> = (rows: readonly Row[]) => void;

  /** The element of a row stays the same while its key does, so that an update takes neither the focus nor a click away. */
  export function keyedList<Row>(
    container: JQuery,
    keyOf: (row: Row) => string,
    create: (row: Row) => KeyedElement<Row>,
  ): ShowRows<Row> {
    const shown = new Map<string, KeyedElement<Row>>();
    return (rows) => {
      const keys = new Set(rows.map(keyOf));
      for (const [key, { element }] of shown) {
        if (keys.has(key)) continue;
        element.remove();
        shown.delete(key);
      }
      rows.forEach((row, index) => {
        const known = shown.get(keyOf(row)) ?? create(row);
        shown.set(keyOf(row), known);
        known.update(row);
        const place = container.children().get(index);
        if (place !== known.element[0]) container[0]!.insertBefore(known.element[0]!, place ?? null);
      });
    };
  }
}
