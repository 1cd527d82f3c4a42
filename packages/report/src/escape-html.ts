const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside an HTML element or a quoted attribute. Everything that a report shows and did not write itself
 * (names, paths, labels) goes through here. C0 control characters other than tab and newline become U+FFFD, since HTML
 * cannot carry them.
 *
 * @example escapeHtml('<b>') // => '&lt;b&gt;'
 */
export function escapeHtml(text: string): string {
  let escaped = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    const control = code < 32 && code !== 9 && code !== 10;
    escaped += control ? '\ufffd' : (entities[character] ?? character);
  }
  return escaped;
}
