import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, oneLine } from '../../src/text/clean-text.ts';
import { codeSpans, plainText } from '../../src/text/code-spans.ts';
import { endSentence } from '../../src/text/end-sentence.ts';
import { padText, textWidth, wrapWords } from '../../src/text/wrap-words.ts';

test('control characters, marks of direction and halves of surrogate pairs are replaced', () => {
  expect(cleanText('a\u0000b\u001b[31m')).toBe('a\ufffdb\ufffd[31m');
  expect(cleanText('a\u009b31m\u007f\u202egnp.\u2066b\ud800c')).toBe('a\ufffd31m\ufffd\ufffdgnp.\ufffdb\ufffdc');
  expect(cleanText('λ ≥ 0\n\t𝜃')).toBe('λ ≥ 0\n\t𝜃');
});

test('a text on one line keeps blanks that join words', () => {
  expect(oneLine(' a\n b\r\n\tc\u00a0d ')).toBe('a b c\u00a0d');
});

test('what stands between two backticks is code; others stay', () => {
  expect(codeSpans('run `npm test` now')).toEqual([
    { text: 'run ', code: false },
    { text: 'npm test', code: true },
    { text: ' now', code: false },
  ]);
  for (const text of ['a ` b', '``', '` `', '``a``', 'a `b\nc` d'])
    expect(codeSpans(text).some(({ code }) => code)).toBe(false);
  expect(plainText('`a` and `b`')).toBe('a and b');
});

test('words are in lines of the width, all of them and in order', () => {
  const words = fc.array(
    fc.string({ minLength: 1, maxLength: 12 }).filter((word) => !/\s/.test(word)),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (all, width) => {
      const lines = wrapWords(all, width);
      expect(lines.join(' ')).toBe(all.join(' '));
      for (const line of lines) expect(textWidth(line) <= width || !line.includes(' ')).toBe(true);
    }),
  );
});

test('joiners take no column', () => {
  expect(textWidth('a\u2060b\u0301')).toBe(2);
  expect(padText('ab', 4, 'right')).toBe('  ab');
  expect(padText('ab', 4, 'left')).toBe('ab  ');
  expect(padText('abcde', 4, 'left')).toBe('abcde');
});

test('a sentence ends once', () => {
  expect(['a', 'a.', 'a?', 'a (b.)', ''].map(endSentence)).toEqual(['a.', 'a.', 'a?', 'a (b.)', '']);
});
