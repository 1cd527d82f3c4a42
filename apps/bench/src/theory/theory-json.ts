/** JSON with lists of numbers on one line each, so that thousands of pairs stay readable.
 *
 * @example theoryJson({ pairs: [[1, 2]] }) // => '{\n  "pairs": [[1, 2]]\n}\n'
 */
export function theoryJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const flat = /\[\s+((?:\[[^[\]{}]*\]|[^[\]{}"])*?)\s+\]/g;
  const onOneLine = (_: string, inside: string): string => `[${inside.replace(/\s*\n\s*/g, ' ')}]`;
  return `${text.replace(flat, onOneLine).replace(flat, onOneLine)}\n`;
}
