/** Names with their texts, one line each, the texts below one another.
 *
 * @param width  of the column of names
 */
export function describeRows(rows: readonly (readonly [name: string, text: string])[], width: number): string {
  return rows.map(([name, text]) => `${name.padEnd(width)} ${text}\n`).join('');
}
