import { expect, test } from 'vitest';
import { escapeHtml, htmlText } from '../../src/html/escape-html.ts';

test('escapes what HTML reads as markup, in text and in attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
  expect(escapeHtml('a\u001bb')).toBe('a\ufffdb');
});

test('code is set as code, and escaped as well', () => {
  expect(htmlText('a `<b>` & `')).toBe('a <code>&lt;b&gt;</code> &amp; `');
});
