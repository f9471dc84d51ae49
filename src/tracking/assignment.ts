/**
 * Pairs rows with columns one to one, so that the sum of the costs of all pairs is smallest. Only pairs with a cost below 0
 * are made. Shortest augmenting paths with potentials (Jonker and Volgenant 1987), at most O(n^2 m).
 * @param costs `rows` x `columns`, row-major. A cost that is not finite forbids the pair
 * @returns the column of each row, -1 without one
 */
export function assign(costs: Float64Array, rows: number, columns: number): Int32Array {
  if (rows <= columns) return assignRows(costs, rows, columns);
  const columnsOfRows = new Int32Array(rows).fill(-1);
  assignRows(transposed(costs, rows, columns), columns, rows).forEach((row, column) => {
    if (row >= 0) columnsOfRows[row] = column;
  });
  return columnsOfRows;
}

/** `assign` for `rows <= columns`. A pair that must not be made costs 0, so it is as good as no pair. */
function assignRows(costs: Float64Array, rows: number, columns: number): Int32Array {
  // Columns count from 1: column 0 stands for the row that is being added.
  const rowOf = new Int32Array(columns + 1).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  const distance = new Float64Array(columns + 1);
  const done = new Uint8Array(columns + 1);

  for (let added = 0; added < rows; added++) {
    rowOf[0] = added;
    distance.fill(Infinity);
    done.fill(0);
    let column = 0;
    while (rowOf[column]! >= 0) {
      done[column] = 1;
      const row = rowOf[column]!;
      let nearest = -1;
      let step = Infinity;
      for (let next = 1; next <= columns; next++) {
        if (done[next]) continue;
        const reduced = clipped(costs[row * columns + next - 1]!) - rowPotential[row]! - columnPotential[next]!;
        if (reduced < distance[next]!) {
          distance[next] = reduced;
          previous[next] = column;
        }
        if (distance[next]! < step) {
          step = distance[next]!;
          nearest = next;
        }
      }
      for (let other = 0; other <= columns; other++) {
        if (done[other]) {
          rowPotential[rowOf[other]!]! += step;
          columnPotential[other]! -= step;
        } else distance[other]! -= step;
      }
      column = nearest;
    }
    for (; column !== 0; column = previous[column]!) rowOf[column] = rowOf[previous[column]!]!;
  }

  const columnOf = new Int32Array(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column]!;
    if (row >= 0 && clipped(costs[row * columns + column - 1]!) < 0) columnOf[row] = column - 1;
  }
  return columnOf;
}

const clipped = (cost: number): number => (cost < 0 && cost > -Infinity ? cost : 0);

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column]!;
  return result;
}
