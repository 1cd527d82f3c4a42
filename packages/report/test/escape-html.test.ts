import { expect, test } from 'vitest';
import { escapeHtml } from '../src/escape-html.ts';

test('escapes what HTML reads as markup, in text and in attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
});

test('keeps other text, line breaks and characters outside the first plane', () => {
  expect(escapeHtml('λ ≥ 0\n\t𝜃')).toBe('λ ≥ 0\n\t𝜃');
});

test('replaces control characters', () => {
  expect(escapeHtml('a\u0000b\u001b[31m')).toBe('a\ufffdb\ufffd[31m');
});

test('replaces C1 controls, marks of direction and halves of surrogate pairs', () => {
  expect(escapeHtml('a\u009b31m\u007f\u202egnp.\u2066b\ud800c')).toBe('a\ufffd31m\ufffd\ufffdgnp.\ufffdb\ufffdc');
});
