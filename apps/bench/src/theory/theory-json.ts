/** JSON with lists of numbers on one line each, so that thousands of pairs stay readable.
 *
 * @example theoryJson({ pairs: [[1, 2]] }) // => '{\n  "pairs": [[1, 2]]\n}\n'
 */
export function theoryJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // Strings hold no line break as it stands, so that nothing in them matches.
  const flat = /\[\n\s*((?:\[[^[\]{}"]*\]|[^[\]{}"])*?)\n\s*\]/g;
  return `${text.replace(flat, (list) => list.replace(/\s*\n\s*/g, ' ').replace(/(\[) | (\])/g, '$1$2'))}\n`;
}
