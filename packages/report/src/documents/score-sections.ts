import type { ScoreReport } from '@noprior/metrics';
import type { SectionBlock } from '../document/document.ts';
import type { ImageShape } from '../document/image-shape.ts';
import { imagePairs } from '../pictures/image-pairs.ts';
import { distributionSection } from '../sections/distribution-section.ts';
import { imageSection } from '../sections/image-section.ts';
import { controlsSection } from './controls-section.ts';
import type { ScoredPoints } from './scored-points.ts';

/** At most so many images are drawn for each group. */
const shownImages = 40;

/** Images or distances with their controls at the same size beside them. */
export function scoreSections(points: ScoredPoints): SectionBlock[] {
  const { score, truthStart, preprocessing } = points;
  const imageShape = preprocessing?.imageShape;
  const threshold = thresholdOf(score);
  return [
    ...(imageShape === undefined ? [] : imageSections(points, imageShape)),
    distributionSection({
      title: 'Best matches, training against held-out',
      note: 'Each dot is one sample and its largest cosine among the candidates. If training and held-out samples overlap, the candidates say nothing about membership.',
      groups: [
        { name: 'training', values: score.training.best.map(({ cosine }) => cosine) },
        { name: 'held-out', values: score.heldOut.best.map(({ cosine }) => cosine) },
        ...(truthStart === undefined
          ? []
          : [
              {
                name: 'training, from the truth',
                values: truthStart.score.training.best.map(({ cosine }) => cosine),
              },
            ]),
      ],
      threshold,
      xName: 'best cosine',
    }),
    controlsSection(score, truthStart?.score),
  ];
}

/** The predicted members, if there are any; then training and held-out images, each beside its nearest candidate. */
function imageSections(
  { score, members, training, heldOut, candidates, preprocessing }: ScoredPoints,
  imageShape: ImageShape,
): SectionBlock[] {
  const sections: SectionBlock[] = [];
  const threshold = thresholdOf(score);
  const clip = (count: number) => (count > shownImages ? ` The first ${shownImages} of ${count} are drawn.` : '');
  if (members !== undefined) {
    const labels = new Map(score.training.best.map(({ image, label }) => [image, label]));
    const matches = members.nearest.map((match) => ({ ...match, label: labels.get(match.image) ?? null }));
    sections.push(
      imageSection({
        title: 'Predicted members',
        note: `Below each point that the attack predicts to be a training sample, in its own order. Above the training image with the largest cosine.${clip(members.predicted)}`,
        imageShape,
        pairs: imagePairs(training, candidates, matches.slice(0, shownImages), preprocessing),
        originalName: 'nearest training image',
        candidateName: 'point',
        scoreName: 'cosine',
        threshold,
        doesNotProve: 'that the other training samples are safe: points further down may be as good.',
      }),
    );
  }
  sections.push(
    imageSection({
      title: 'Training images and their nearest candidates',
      note: `Above the training image, below the candidate with the largest cosine; no averaging, no retouching. Marked cards are above the best match of any held-out image.${clip(score.training.count)}`,
      imageShape,
      pairs: imagePairs(training, candidates, score.training.best.slice(0, shownImages), preprocessing),
      scoreName: 'cosine',
      threshold,
    }),
    imageSection({
      title: 'Held-out images and their nearest candidates',
      note: `The same candidates against images that the network never saw: what a match is worth.${clip(score.heldOut.count)}`,
      imageShape,
      pairs: imagePairs(heldOut, candidates, score.heldOut.best.slice(0, shownImages), preprocessing),
      originalName: 'held-out image',
      scoreName: 'cosine',
    }),
  );
  return sections;
}

/** What a cosine has to exceed to stand for a find. */
function thresholdOf({ heldOut }: ScoreReport): { readonly name: string; readonly value: number } {
  return { name: 'best match of any held-out sample', value: heldOut.maxCosine };
}
