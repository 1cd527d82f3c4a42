import { cleanText } from '../text/clean-text.ts';
import { codeSpans } from '../text/code-spans.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside an HTML element or a quoted attribute. Everything that a page shows and did not write itself (names, paths,
 * labels) goes through here, and through `cleanText`.
 *
 * @example escapeHtml('<b>') // => '&lt;b&gt;'
 */
export function escapeHtml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Text as the content of an HTML element, with what stands between backticks as code.
 *
 * @example htmlText('`x` < 1') // => '<code>x</code> &lt; 1'
 */
export function htmlText(text: string): string {
  return codeSpans(text)
    .map((span) => (span.code ? `<code>${escapeHtml(span.text)}</code>` : escapeHtml(span.text)))
    .join('');
}
