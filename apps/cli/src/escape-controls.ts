/** What moves the cursor, changes the terminal's state or the order of the text: control characters except newline and tab, marks
 * of direction, separators of lines and paragraphs, halves of surrogate pairs. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text that a terminal shows as it is: characters that would act on it are written as `\u001b`.
 *
 * The form is that of JSON, where such characters stand in strings only, so JSON stays the same value.
 *
 * @example escapeControls('a\u001b[2Jb') // => 'a\\u001b[2Jb'
 */
export function escapeControls(text: string): string {
  return text.replace(unsafe, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** The same for text that must stay one line: ends of lines are escaped, too. */
export function escapeToOneLine(text: string): string {
  return text.replace(unsafe, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
