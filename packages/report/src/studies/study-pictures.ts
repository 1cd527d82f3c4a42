import type { PicturesBlock } from '../document/picture-block.ts';
import { formatValue } from '../format-value.ts';
import type { StudyPictureFacts } from './study-facts.ts';

/** What stands above what. */
const rowNames = ['training image', 'best candidate', 'nearest held-out image'] as const;

/** Pictures of one case of a study, with the case as their title. */
export function studyPictures({ of, which, imageShape, pictures }: StudyPictureFacts): PicturesBlock {
  const title = of.map(({ name, value }) => `${name} ${formatValue(value)}`).join(', ');
  const [first] = pictures;
  return {
    kind: 'pictures',
    title: which === 'median' ? `${title}: around the median` : title,
    imageShape,
    rowNames: rowNames.slice(0, first?.images.length),
    pictures,
    ...(first?.score === undefined ? {} : { scoreName: 'cosine' }),
  };
}
