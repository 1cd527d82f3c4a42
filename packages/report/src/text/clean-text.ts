const unsafe = /[^\P{Cc}\t\n]|[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Text without what no document can show: control characters other than tab and newline, marks that turn the order of text around,
 * and halves of surrogate pairs become U+FFFD. A terminal would obey them, and a page would show another text.
 *
 * @example cleanText('a\u001b[31m') // => 'a\ufffd[31m'
 */
export function cleanText(text: string): string {
  let cleaned = '';
  for (const character of text) cleaned += unsafe.test(character) ? '\ufffd' : character;
  return cleaned;
}

/** Text on one line: white space of any kind becomes one space, but for those that keep words together. */
export function oneLine(text: string): string {
  return cleanText(text.replace(/[ \t\n\r\f\v\u0085\u2028\u2029]+/g, ' ').trim());
}
