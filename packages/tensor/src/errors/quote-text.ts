/** Longest text that is shown whole, in characters. */
const longest = 80;

/** Text from a file or a user as it may stand in a message: in double quotes, on one line, and inert on a terminal.
 *
 * Quotes and backslashes are escaped as in JSON. Control characters (C0, DEL, C1), characters that change the direction
 * of writing or that are not seen, separators of lines and halves of surrogate pairs become `\uXXXX`.
 *
 * @returns at most the first 80 characters; what was longer ends in `"... (<length> characters)`
 * @example quoteText('a\u001b[2J') // => '"a\\u001b[2J"'
 */
export function quoteText(text: string): string {
  const shown = Array.from(text.slice(0, 2 * longest + 2)).slice(0, longest);
  const quoted = `"${shown.map(escapeCharacter).join('')}"`;
  return shown.join('').length < text.length ? `${quoted}... (${text.length} characters)` : quoted;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(character)) return character;
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
