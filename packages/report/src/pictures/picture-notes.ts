import type { Picture, PicturesBlock } from '../document/picture-block.ts';
import { finiteThreshold, type Threshold } from '../document/threshold.ts';
import { formatNumber } from '../format-number.ts';

/** How to read a grid of pictures: what stands above what, what the numbers are, what the mark means, and whether pixels were clipped.
 *
 * @param mark  what a picture above the threshold carries
 */
export function pictureNotes(block: PicturesBlock, mark: string): string[] {
  const { rowNames, pictures, scoreName } = block;
  const threshold = finiteThreshold(block.threshold);
  const notes: string[] = [];
  if (rowNames.length > 1) notes.push(`From top to bottom: ${rowNames.join(', ')}.`);
  else if (rowNames[0] !== undefined) notes.push(`${rowNames[0]}.`);
  if (scoreName !== undefined) notes.push(`Number: ${scoreName}.`);
  if (threshold !== undefined) {
    const count = pictures.filter((picture) => isMarked(picture, threshold)).length;
    notes.push(`${mark}: above ${threshold.name} (${formatNumber(threshold.value)}): ${count} of ${pictures.length}.`);
  }
  const clipped = clippedShare(pictures);
  if (clipped > 0) notes.push(`${formatNumber(clipped * 100)} % of the pixels lie outside [0, 1] and are clipped.`);
  return notes;
}

/** Whether the score of a picture is above the threshold. */
export function isMarked({ score }: Picture, threshold: Threshold | undefined): boolean {
  return threshold !== undefined && score !== undefined && score !== null && score > threshold.value;
}

/** Share of all pixels that clamping changes by more than a step of 8 bits. */
function clippedShare(pictures: readonly Picture[]): number {
  let [outside, total] = [0, 0];
  for (const image of pictures.flatMap(({ images }) => [...images])) {
    total += image.length;
    for (let index = 0; index < image.length; index++) {
      if (Math.abs(image[index]! - 0.5) > 0.5 + 1 / 255) outside++;
    }
  }
  return total === 0 ? 0 : outside / total;
}

/** Text alternative of a grid: its title, how many pictures there are, and the range of their scores. */
export function pictureLabel({ title, pictures, rowNames, scoreName = 'score' }: PicturesBlock): string {
  const scores = pictures.flatMap(({ score }) => (score === undefined || score === null ? [] : [score]));
  const names = rowNames.join(' above ');
  const range =
    scores.length === 0
      ? ''
      : `, ${scoreName} ${formatNumber(Math.min(...scores))} to ${formatNumber(Math.max(...scores))}`;
  return `${title === '' ? '' : `${title}: `}${pictures.length} ${pictures.length === 1 ? 'picture' : 'pictures'}${names === '' ? '' : `, ${names}`}${range}.`;
}
