import { DomainError, ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import type { PicturesBlock } from '../../src/document/picture-block.ts';
import { htmlPictures } from '../../src/html/html-pictures.ts';
import { toPngDataUri } from '../../src/pictures/png-image.ts';

const picture = {
  images: [
    [0, 1],
    [0.1, 0.9],
  ],
  score: 0.98765,
};
const render = (options: Partial<PicturesBlock>): string =>
  htmlPictures({
    kind: 'pictures',
    title: 'T',
    imageShape: [1, 1, 2],
    rowNames: ['original', 'candidate'],
    pictures: [picture],
    scoreName: 'cosine',
    ...options,
  });

test('a card has its images above each other, with texts for both, and the score', () => {
  const html = render({ pictures: [{ ...picture, label: 'digit 7' }] });
  const [above, below] = [toPngDataUri([0, 1], [1, 1, 2]), toPngDataUri([0.1, 0.9], [1, 1, 2])];
  expect(html).toContain(
    `<img src="${above}" width="2" height="1" alt="original, digit 7">` +
      `<img src="${below}" width="2" height="1" alt="candidate, digit 7">`,
  );
  expect(html).toContain('>0.988</span>');
  expect(render({})).toContain('alt="original, 1"');
});

test('pictures above the threshold are marked and counted; at it they are not', () => {
  const pictures = [picture, { ...picture, score: 0.5 }, { ...picture, score: null }];
  const html = render({ pictures, threshold: { name: 'held-out maximum', value: 0.5 } });
  expect(html.split('card marked')).toHaveLength(2);
  expect(html).toContain('held-out maximum (0.5): 1 of 3');
  expect(html).toContain('>–</span>');
  expect(render({ pictures })).not.toContain('▲');
  expect(render({ pictures, threshold: { name: 'm', value: Number.NaN } })).not.toContain('▲');
});

test('a picture without a score has none', () => {
  expect(render({ pictures: [{ images: picture.images }] })).not.toContain('class="score"');
});

test('clipping that shows is stated', () => {
  const clipped = (image: number[]): string => render({ pictures: [{ images: [picture.images[0]!, image] }] });
  expect(clipped([-0.5, 0.5])).toContain('25 % of the pixels');
  expect(clipped([-0.001, 1.001])).not.toContain('clipped');
});

test('refuses images that do not fit and pixels that are NaN', () => {
  expect(() => render({ imageShape: [1, 2, 2] })).toThrow(ShapeError);
  expect(() => render({ pictures: [{ images: [[Number.NaN, 0]] }] })).toThrow(DomainError);
});
