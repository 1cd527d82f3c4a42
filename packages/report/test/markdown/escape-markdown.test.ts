import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeMarkdown, markdownHeading, markdownLines } from '../../src/markdown/escape-markdown.ts';
import { cleanText } from '../../src/text/clean-text.ts';
import { plainText } from '../../src/text/code-spans.ts';
import { hostile } from '../sample-document.ts';
import { parseMarkdown, textOf } from './parse-markdown.ts';

/** Texts with much of what Markdown reads as markup. */
const risky = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'W_1',
        '_',
        '__',
        '*',
        '**',
        '`',
        '~',
        '~~',
        '<b>',
        '<!--',
        '[',
        ']',
        '](',
        ']:',
        '![',
        '(',
        ')',
        '|',
        '---',
      ],
      ...['#', '-', '+', '=', '>', '1.', '2)', ' ', ' ', ' ', '\\', '&lt;', '&', '$', ':', ':-', '\n', '===', '.', '!'],
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));
const words = (text: string): string =>
  cleanText(text)
    .replace(/[ \t\n\r]+/g, ' ')
    .trim();

test('intervals and names with an underscore are as they were', () => {
  const text = '0.973 [0.951, 0.995], W_1 and ||theta||';
  expect(escapeMarkdown(text)).toBe(text);
});

test('a paragraph is read as the text that it was, and as nothing else', () => {
  fc.assert(
    fc.property(risky, (text) => {
      const { children } = parseMarkdown(markdownLines(`x ${text}`).join('\n'));
      expect(children.map(({ type }) => type)).toEqual(['paragraph']);
      expect(words(textOf(children[0]!))).toBe(words(plainText(`x ${words(text)}`)));
    }),
  );
});

test('so is one that begins with anything', () => {
  fc.assert(
    fc.property(
      risky.filter((text) => words(text) !== ''),
      (text) => {
        const { children } = parseMarkdown(markdownLines(text).join('\n'));
        expect(children.map(({ type }) => type)).toEqual(['paragraph']);
        expect(words(textOf(children[0]!))).toBe(words(plainText(words(text))));
      },
    ),
  );
});

test('a broken line begins no list, no heading and no table', () => {
  for (const start of ['- b', '+ b', '# b', '> b', '1. b', '===', '---', '| - |', ':-- | -']) {
    const { children } = parseMarkdown(markdownLines(`${'word '.repeat(23)}longer ${start} end`).join('\n'));
    expect(children.map(({ type }) => type)).toEqual(['paragraph']);
  }
});

test('items of a list hold their lines', () => {
  const lines = markdownLines(`${'word '.repeat(60)}${hostile}`, '- ');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  const { children } = parseMarkdown(lines.join('\n'));
  expect(children.map(({ type }) => type)).toEqual(['list']);
});

test('a heading is one line', () => {
  const { children } = parseMarkdown(markdownHeading(`a\n# ${hostile} #`, 2));
  expect(children.map(({ type }) => type)).toEqual(['heading']);
  expect(words(textOf(children[0]!))).toBe(words(plainText(`a # ${hostile} #`)));
});
