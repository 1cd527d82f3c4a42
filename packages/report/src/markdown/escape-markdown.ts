import { oneLine } from '../text/clean-text.ts';
import { codeSpans } from '../text/code-spans.ts';
import { wrapWords } from '../text/wrap-words.ts';

/** Characters of a line of Markdown. */
const lineLength = 120;

/** Text within a line of Markdown: nothing in it is markup, but for what stands between backticks. Underscores within a name such as
 * `W_1` and brackets around an interval mean nothing there and stay as they are.
 *
 * @example escapeMarkdown('a * b < c, W_1') // => 'a \\* b \\< c, W_1'
 */
export function escapeMarkdown(text: string): string {
  return codeSpans(oneLine(text))
    .map((span) => (span.code ? `\`${span.text}\`` : escapeSpan(span.text)))
    .join('');
}

function escapeSpan(text: string): string {
  return text
    .replace(/[\\`*~$<]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/!(?=\[)/g, '\\!');
}

/** Text in lines of at most 120 characters, none of which begins a list, a heading or a table.
 *
 * @param first  what stands before the first line, for example `- `; further lines are indented as far
 */
export function markdownLines(text: string, first: string = ''): string[] {
  return wrapMarkdown(escapeMarkdown(text), first);
}

/** Markdown in lines of at most 120 characters, which are not broken within code. */
export function wrapMarkdown(markdown: string, first: string = ''): string[] {
  const words = markdown.replace(/(?<!\\)`[^`]*`/g, (code) => code.replaceAll(' ', '\0')).split(' ');
  const indent = ' '.repeat(first.length);
  return wrapWords(words, lineLength - first.length).map(
    (line, index) => `${index === 0 ? first : indent}${guardStart(line.replaceAll('\0', ' '))}`,
  );
}

/** A line whose first characters mean nothing to Markdown. */
function guardStart(line: string): string {
  if (/^(?:[-+](?=[\s-]|$)|#{1,6}(?=\s|$)|>|\||=+\s*$|:(?=-))/.test(line)) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** A heading, a line of its own. */
export function markdownHeading(title: string, level: number): string {
  return `${'#'.repeat(Math.min(6, level))} ${escapeMarkdown(title).replace(/(#+)$/, '\\$1')}`;
}
