/** A piece of a text. */
export interface TextSpan {
  readonly text: string;
  /** Whether it stood between backticks, which are left out. */
  readonly code: boolean;
}

/** Pieces of a text, those between two backticks as code; a backtick without a second one stays text.
 *
 * @example codeSpans('run `npm test`') // => [{ text: 'run ', code: false }, { text: 'npm test', code: true }]
 */
export function codeSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  let end = 0;
  for (const match of text.matchAll(/(?<!`)`([^`\n]*[^`\s][^`\n]*)`(?!`)/g)) {
    if (match.index > end) spans.push({ text: text.slice(end, match.index), code: false });
    spans.push({ text: match[1]!, code: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) spans.push({ text: text.slice(end), code: false });
  return spans;
}

/** The text without the backticks around code, for places that have no markup, such as the text alternative of an image. */
export function plainText(text: string): string {
  return codeSpans(text)
    .map((span) => span.text)
    .join('');
}
