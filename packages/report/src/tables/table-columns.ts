import { ShapeError } from '@noprior/tensor';
import type { Column, TableBlock } from '../document/document.ts';

/** Name of a column with its unit. */
export function columnName({ name, unit }: Column): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

/** Where the texts of each column stand: right, unless a column says otherwise or holds text. */
export function columnAligns({ columns, rows }: TableBlock): ('left' | 'right')[] {
  return columns.map(({ align }, column) => {
    if (align !== undefined) return align;
    const isText = rows.some((row) => typeof row[column] === 'string' || typeof row[column] === 'boolean');
    return isText || rows.length === 0 ? 'left' : 'right';
  });
}

/** Check that a table is a rectangle.
 *
 * @throws {ShapeError} when a row has not one value for each column
 */
export function checkRows({ columns, rows }: TableBlock): void {
  for (const [index, row] of rows.entries()) {
    if (row.length === columns.length) continue;
    throw new ShapeError(
      `table: row ${index} has ${row.length} values, expected one for each of the ${columns.length} columns; ` +
        'put null where there is no value',
    );
  }
}
