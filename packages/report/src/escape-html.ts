const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const unsafe = /[^\P{Cc}\t\n]|[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Text made safe inside an HTML element or a quoted attribute. Everything that a report shows and did not write itself
 * (names, paths, labels) goes through here. Control characters other than tab and newline, marks that turn the order of
 * text around, and halves of surrogate pairs become U+FFFD: HTML cannot carry them, or would show another text.
 *
 * @example escapeHtml('<b>') // => '&lt;b&gt;'
 */
export function escapeHtml(text: string): string {
  let escaped = '';
  for (const character of text) {
    escaped += unsafe.test(character) ? '\ufffd' : (entities[character] ?? character);
  }
  return escaped;
}
