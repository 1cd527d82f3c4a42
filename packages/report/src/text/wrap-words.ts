/** Words in lines of at most `width` characters; a longer word has a line of its own.
 *
 * @param words  without white space at which a line might be broken
 * @param width  characters
 * @example wrapWords(['one', 'two', 'three'], 7) // => ['one two', 'three']
 */
export function wrapWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line === '') line = word;
    else if (textWidth(line) + 1 + textWidth(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** Columns that a text takes in a typewriter font: code points, without joiners and combining marks. */
export function textWidth(text: string): number {
  return [...text.replace(/[\p{Mn}\u200b-\u200d\u2060\ufeff]/gu, '')].length;
}

/** The text with blanks up to `width` columns.
 *
 * @param align  the side at which the text stands
 */
export function padText(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}
