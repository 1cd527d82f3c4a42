import type { AlternativeSet, KktSummary } from '@noprior/certificate';
import type { Preprocessing } from '@noprior/relu-models';
import { formatNumber, groupSection, imageSection, type Section, tableSection, textSection } from '@noprior/report';
import { farPictures } from './far-pictures.ts';

/** The alternative set beside the training set. */
export function alternativeSection(outline: KktSummary, preprocessing: Preprocessing | undefined): Section {
  const { alternative } = outline;
  const { set } = alternative;
  if (set === undefined) {
    return textSection('The other set', ['None was built; the first finding says why.']);
  }
  const { before, after, patterns } = set.account;
  const parts: Section[] = [
    tableSection({
      title: '',
      note: `Every point with a positive multiplier was split in two along a direction orthogonal to all points and to its own input gradient. Patterns were compared at ${patterns.points} points in ${patterns.units} hidden units each: ${patterns.changedUnits} changed.`,
      columns: ['measure', { name: 'training set', align: 'right' }, { name: 'other set', align: 'right' }],
      rows: [
        ['points', before.count, after.count],
        ['distance to the nearest training point, lowest', 0, set.distances.min],
        ['distance, median', 0, set.distances.median],
        ['L_stationary, hard derivative', before.stationarity, after.stationarity],
        ...(set.clarke === undefined
          ? []
          : [['L_stationary, derivatives chosen on kinks', set.clarke.before, set.clarke.after]]),
        ['smallest margin', before.margins.min, after.margins.min],
        ['median margin', before.margins.median, after.margins.median],
        ['largest margin', before.margins.max, after.margins.max],
        ['delta', before.delta, after.delta],
      ].map(([name, ...values]) => [name!, ...values.map(nineDigits)]),
      doesNotProve:
        'that the training set cannot be told from this one by other means: projected onto the span of the points, both are the same images.',
    }),
  ];
  if (preprocessing?.imageShape !== undefined) {
    parts.push(farPictureSection(outline.alternative, preprocessing, preprocessing.imageShape));
  }
  return groupSection('The other set', parts);
}

/** Both sets have nearly the same numbers: nine digits tell them apart. */
function nineDigits(value: string | number | null | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined || Number.isInteger(value)
    ? formatNumber(value ?? null)
    : value.toPrecision(9);
}

/** At most so many points are drawn. */
const shownPoints = 12;

function farPictureSection(
  { kind, set }: AlternativeSet,
  preprocessing: Preprocessing,
  imageShape: NonNullable<Preprocessing['imageShape']>,
): Section {
  const { x } = set!.candidates;
  const shown = Math.min(shownPoints, x.shape[0]!);
  const far =
    kind === 'free'
      ? ' Far away, in pixels that no training image uses, what the image was is too faint to see on that scale; it is still there.'
      : '';
  return imageSection({
    title: 'What such points look like',
    note: `The first ${shown} of ${x.shape[0]} points. Above: cut to the range of an image. Below: on a scale of its own, from its smallest to its largest value.${far}`,
    imageShape,
    pairs: farPictures(x, preprocessing, shown),
    originalName: 'cut to the range of an image',
    candidateName: 'on its own scale',
    scoreName: 'largest absolute value',
    doesNotProve:
      'that the images are safe: whoever cuts these points to the range of an image, or projects them onto the span of the first layer, sees the training images again. The KKT loss does not.',
  });
}
