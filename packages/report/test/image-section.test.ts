import { DomainError, ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { type ImageSectionOptions, imageSection } from '../src/image-section.ts';
import { toPngDataUri } from '../src/png-image.ts';

const pair = { original: [0, 1], candidate: [0.1, 0.9], score: 0.98765 };
const render = (options: Partial<ImageSectionOptions>): string =>
  imageSection({ title: 'T', note: 'N', imageShape: [1, 1, 2], pairs: [pair], ...options }).render('s1');

test('a card has the original left, the candidate right, the score and texts for both', () => {
  const html = render({ pairs: [{ ...pair, label: 'digit 7' }] });
  const [left, right] = [toPngDataUri([0, 1], [1, 1, 2]), toPngDataUri([0.1, 0.9], [1, 1, 2])];
  expect(html).toContain(
    `<img src="${left}" width="2" height="1" alt="original, digit 7">` +
      `<img src="${right}" width="2" height="1" alt="nearest candidate, digit 7">`,
  );
  expect(html).toContain('>0.9877</span>');
});

test('cards above the threshold are marked and counted; at it they are not', () => {
  const pairs = [pair, { ...pair, score: 0.5 }, { ...pair, score: null }];
  const html = render({ pairs, threshold: { name: 'held-out maximum', value: 0.5 } });
  expect(html.split('card marked')).toHaveLength(2);
  expect(html).toContain('Marked ▲: above held-out maximum (0.5000): 1 of 3.');
  expect(html).toContain('>–</span>');
  expect(render({ pairs })).not.toContain('▲');
  expect(render({ pairs, threshold: { name: 'm', value: Number.NaN } })).not.toContain('▲');
});

test('names are given, or numbers stand for them', () => {
  const html = render({ originalName: 'training image', candidateName: 'best match', scoreName: 'cosine' });
  expect(html).toContain('Left: training image. Right: best match. Number: cosine.');
  expect(html).toContain('alt="training image, 1"');
});

test('clipping that shows is stated', () => {
  expect(render({ pairs: [{ ...pair, candidate: [-0.5, 0.5] }] })).toContain('50 % of the candidates&#39; pixels');
  expect(render({ pairs: [{ ...pair, candidate: [-0.001, 1.001] }] })).not.toContain('clipped');
});

test('refuses images that do not fit and pixels that are NaN', () => {
  expect(() => render({ imageShape: [1, 2, 2] })).toThrow(ShapeError);
  expect(() => render({ pairs: [{ ...pair, candidate: [Number.NaN, 0] }] })).toThrow(DomainError);
});
