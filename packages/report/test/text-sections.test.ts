import { expect, test } from 'vitest';
import { findingsSection } from '../src/findings-section.ts';
import { settingSection } from '../src/setting-section.ts';
import { textSection } from '../src/text-section.ts';

test('a finding says its tone in words', () => {
  const html = findingsSection('F', [
    { headline: 'a', text: 'b', tone: 'leak' },
    { headline: 'c', text: 'd', tone: 'no-leak' },
  ]).render('s1');
  expect(html).toContain('<li class="finding leak"><span class="tone">Leak</span><h3>a</h3><p>b</p></li>');
  expect(html).toContain('<span class="tone">No leak found</span>');
  expect(findingsSection('F', []).render('s1')).toContain('No finding.');
});

test('the setting lists facts and both sides of the threat model', () => {
  const section = settingSection({
    facts: [
      ['loss', 9.98e-7],
      ['net', '2-1'],
    ],
    attackerKnows: ['k'],
    attackerLacks: [],
  });
  const html = section.render('s1');
  expect(section.title).toBe('Setting and threat model');
  expect(html).toContain('<dt>loss</dt><dd>9.980e-7</dd>');
  expect(html).toContain('<dt>net</dt><dd>2-1</dd>');
  expect(html).toContain('<h3>The attacker has</h3><ul><li>k</li></ul>');
  expect(html).toContain('<h3>The attacker does not have</h3><ul><li>–</li></ul>');
});

test('a text is paragraphs', () => {
  expect(textSection('T', ['a < b', 'c']).render('s1')).toBe('<p>a &lt; b</p><p>c</p>');
});
