import { expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';

test.each([
  ['<p><b>x</p></b>', '</p> closes <b>'],
  ['<p>', 'not closed: p'],
  ['<p>1 < 2</p>', 'stray < at 5'],
  ['<p id="a"></p><p id="a"></p>', 'an id is given twice'],
  ['<a href="#b">x</a>', 'nothing has the id b'],
  ['<g clip-path="url(#c)"></g>', 'nothing has the id c'],
  ['<img src="x.png">', 'reference to x.png'],
  ['<script></script>', 'element <script>'],
  ['<p onclick="x">y</p>', 'event handler'],
  ['<style>@import "x"</style>', 'style loads something'],
  ['<p>http://x</p>', 'a network address'],
])('finds what is wrong in %s', (html, problem) => {
  expect(checkHtml(html)).toContain(problem);
});

test('accepts a sound page', () => {
  expect(checkHtml('<!doctype html>\n<p id="a">x &lt; y <img src="data:,"> <a href="#a">up</a></p>')).toEqual([]);
});
