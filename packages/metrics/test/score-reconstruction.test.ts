import { DomainError, fromNested, type HostTensor, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { cosineSimilarities, type ScoreInput, scoreReconstruction } from '../src/index.ts';

const random = makeRandom(11);
const labels = makeHostTensor([1, -1, 1, -1, 1, -1], [6]);
const training = { x: random.fork('training').uniformTensor([6, 64], 0, 1), y: labels };
const heldOut = { x: random.fork('held-out').uniformTensor([6, 64], 0, 1), y: labels };
const mean = makeHostTensor(new Float64Array(64).fill(0.5), [64]);
const centered = (x: HostTensor): HostTensor =>
  makeHostTensor(
    x.data.map((value) => value - 0.5),
    x.shape,
  );
const subtracted = {
  training: { ...training, x: centered(training.x) },
  heldOut: { ...heldOut, x: centered(heldOut.x) },
};
const rows = random.fork('weights').normalTensor([7, 64], 3);

const report = scoreReconstruction({
  candidates: { x: subtracted.training.x, y: labels },
  ...subtracted,
  firstLayerWeight: rows,
  preprocessing: { mean, imageShape: [1, 8, 8] },
  seed: 5,
});

describe('the training images as candidates', () => {
  test('are told from held-out ones without a miss', () => {
    expect(report.training).toMatchObject({ count: 6, aboveHeldOutMax: 6, oneToOneAboveHeldOutMax: 6 });
    expect(report.training.medianCosine).toBeCloseTo(1, 12);
    expect(report.training.distinctCandidates).toBe(6);
    expect(report.membership).toMatchObject({ auc: 1, tprAt1PercentFpr: 1, positives: 6, negatives: 6 });
    expect(report.membership.aucInterval.low).toBeLessThan(1);
    expect(report.membership.tprInterval.low).toBeCloseTo(0.025 ** (1 / 6), 10);
    expect(report.membership.threshold).toBe(report.heldOut.maxCosine);
    expect(report.l2).toMatchObject({ k: 5, meanDistanceOfBest: 0, auc: 1, trainingMedian: 0 });
    expect(report.l2.chance.mean).toBeGreaterThan(0.5);
    expect(report.l2.chance.repeats).toBe(50);
    expect(report.ssim).toMatchObject({ threshold: 0.4, training: { count: 6, countAbove: 6 } });
    expect(report.dssim?.training.median).toBeCloseTo(0, 3);
  });

  test('each image names its candidate', () => {
    expect(report.training.best.map(({ image, candidate, label }) => [image, candidate, label])).toEqual(
      [1, -1, 1, -1, 1, -1].map((label, image) => [image, image, label]),
    );
    expect(report.training.oneToOne.candidate).toEqual([0, 1, 2, 3, 4, 5]);
    const cosines = cosineSimilarities(subtracted.training.x, subtracted.heldOut.x);
    for (const { image, candidate, cosine } of report.heldOut.best) {
      expect(cosine).toBeCloseTo(cosines.data[candidate * 6 + image]!, 12);
      for (let row = 0; row < 6; row++) expect(cosines.data[row * 6 + image]!).toBeLessThanOrEqual(cosine + 1e-12);
    }
  });

  test('stand beside their controls', () => {
    expect(report.heldOut).toMatchObject({ sameCount: true, sameClassCounts: true });
    expect(report.controls.randomCandidates.candidates).toBe(6);
    expect(report.controls.randomCandidates.maxCosine).toBeLessThan(0.6);
    expect(report.controls.meanImage).toMatchObject({ candidates: 1, medianCosine: 0, auc: 0.5, aboveHeldOutMax: 0 });
    expect(report.controls.firstLayerRows?.candidates).toBe(7);
    expect(report.ssim?.controls.firstLayerRows?.count).toBe(6);
    expect(report.ssim?.controls.randomCandidates.median).toBeLessThan(0.4);
    const norm = Math.sqrt(
      Float64Array.from(subtracted.training.x.data).reduce((sum, value) => sum + value * value, 0) / (6 * 64),
    );
    expect(report.settings.randomLaw).toMatchObject({ kind: 'normal' });
    expect(report.settings.randomLaw).toHaveProperty('standardDeviation', expect.closeTo(norm, 12));
  });

  test('survive JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('options', () => {
  test('the report depends on the seed alone, and the attack not even on that', () => {
    const run = (seed: number) =>
      scoreReconstruction({
        candidates: { x: rows },
        training,
        heldOut,
        preprocessing: { imageShape: [1, 8, 8] },
        seed,
      });
    expect(run(1)).toEqual(run(1));
    expect(run(2).controls.randomCandidates).not.toEqual(run(1).controls.randomCandidates);
    expect(run(2).training).toEqual(run(1).training);
  });

  test('without an image shape there is no SSIM, without a mean the mean image is that of the training points', () => {
    const plain = scoreReconstruction({ candidates: { x: rows }, training, heldOut, seed: 0 });
    expect(plain.ssim).toBeNull();
    expect(plain.dssim).toBeNull();
    expect(plain.training.best[0]?.ssim).toBeNull();
    expect(plain.controls.firstLayerRows).toBeNull();
    expect(plain.l2.controls.firstLayerRows).toBeNull();
    const average = new Float64Array(64);
    training.x.data.forEach((value, at) => {
      average[at % 64]! += value / 6;
    });
    const cosines = cosineSimilarities(makeHostTensor(average, [1, 64]), training.x).data;
    expect(plain.controls.meanImage.maxCosine).toBeCloseTo(Math.max(...cosines), 12);
  });

  test('labels restrict matches on request only', () => {
    const swapped = makeHostTensor(
      labels.data.map((label) => -label),
      [6],
    );
    const input = { candidates: { x: training.x, y: swapped }, training, heldOut, seed: 0 };
    expect(scoreReconstruction(input).training.medianCosine).toBeCloseTo(1, 12);
    const restricted = scoreReconstruction({ ...input, matchLabels: true });
    expect(restricted.training.maxCosine).toBeLessThan(0.95);
    for (const { image, candidate } of restricted.training.best) {
      expect(swapped.data[candidate]).toBe(labels.data[image]);
    }
    expect(restricted.training.oneToOne.matched).toBe(6);
    restricted.training.oneToOne.candidate.forEach((candidate, image) => {
      expect(swapped.data[candidate!]).toBe(labels.data[image]);
    });
    const onlyOne = { x: training.x, y: makeHostTensor([1, 1, 1, 1, 1, -1], [6]) };
    const partial = scoreReconstruction({ candidates: onlyOne, training, heldOut, seed: 0, matchLabels: true });
    expect(partial.training.oneToOne.matched).toBe(4);
    expect(partial.training.oneToOne.candidate.filter((candidate) => candidate === null)).toHaveLength(2);
  });

  test('sign invariance finds negatives', () => {
    const negatives = {
      x: makeHostTensor(
        subtracted.training.x.data.map((value) => -value),
        [6, 64],
      ),
    };
    const preprocessing: ScoreInput['preprocessing'] = { mean, imageShape: [1, 8, 8] };
    const input = { candidates: negatives, ...subtracted, preprocessing, seed: 0 };
    expect(scoreReconstruction(input).training.aboveHeldOutMax).toBeLessThan(6);
    const invariant = scoreReconstruction({ ...input, signInvariant: true });
    expect(invariant.training.aboveHeldOutMax).toBe(6);
    expect(invariant.l2.meanDistanceOfBest).toBeCloseTo(0, 12);
    expect(invariant.ssim?.training.median).toBeGreaterThan(0.9);
  });

  test('one blurry candidate cannot serve all images one to one', () => {
    const one = scoreReconstruction({
      candidates: { x: fromNested([new Array(64).fill(1)]) },
      training,
      heldOut,
      seed: 0,
    });
    expect(one.training).toMatchObject({ count: 6, distinctCandidates: 1, oneToOne: { matched: 1 } });
    expect(one.l2.k).toBe(1);
  });

  test('zero candidates have a defined score', () => {
    const zero = scoreReconstruction({
      candidates: { x: fromNested([new Array(64).fill(0)]) },
      training,
      heldOut,
      seed: 0,
    });
    expect(zero.training.medianCosine).toBe(0);
    expect(zero.membership.auc).toBe(0.5);
    expect(zero.controls.randomCandidates.medianCosine).toBe(0);
  });

  test('a held-out group that differs from the training group says so', () => {
    const smaller = { x: fromNested([new Array(64).fill(0.5), new Array(64).fill(0.1)]), y: fromNested([1, 1]) };
    const { heldOut: group } = scoreReconstruction({ candidates: { x: rows }, training, heldOut: smaller, seed: 0 });
    expect(group).toMatchObject({ count: 2, sameCount: false, sameClassCounts: false });
    const unlabelled = scoreReconstruction({ candidates: { x: rows }, training: { x: training.x }, heldOut, seed: 0 });
    expect(unlabelled.heldOut.sameClassCounts).toBeNull();
    expect(unlabelled.training.best[0]?.label).toBeNull();
  });
});

describe('errors', () => {
  const candidates = { x: rows };
  const input = { candidates, training, heldOut, seed: 0 };
  const none = makeHostTensor([], [0, 64]);

  test('shapes that do not fit', () => {
    const short = fromNested([[1, 2]]);
    expect(() => scoreReconstruction({ ...input, training: { x: short } })).toThrow(/training.x must have shape/);
    expect(() => scoreReconstruction({ ...input, firstLayerWeight: short })).toThrow(ShapeError);
    expect(() => scoreReconstruction({ ...input, candidates: { x: rows, y: labels } })).toThrow(/candidates.y/);
    expect(() => scoreReconstruction({ ...input, preprocessing: { mean: fromNested([1]) } })).toThrow(ShapeError);
    expect(() => scoreReconstruction({ ...input, preprocessing: { imageShape: [1, 8, 9] } })).toThrow(ShapeError);
  });

  test('values out of range', () => {
    expect(() => scoreReconstruction({ ...input, candidates: { x: none } })).toThrow(/candidates.x has no rows/);
    expect(() => scoreReconstruction({ ...input, heldOut: { x: none } })).toThrow(/heldOut.x has no rows/);
    expect(() => scoreReconstruction({ ...input, firstLayerWeight: none })).toThrow(DomainError);
    expect(() => scoreReconstruction({ ...input, matchLabels: true })).toThrow(/needs y/);
    expect(() => scoreReconstruction({ ...input, confidence: 1 })).toThrow(/confidence/);
    expect(() => scoreReconstruction({ ...input, seed: 0.5 })).toThrow(/seed/);
    const broken = makeHostTensor(new Float64Array(64).fill(Number.NaN), [1, 64]);
    expect(() => scoreReconstruction({ ...input, candidates: { x: broken } })).toThrow(/candidates.x must be finite/);
    const lonely = { x: rows, y: makeHostTensor([1, 1, 1, 1, 1, 1, 1], [7]) };
    expect(() => scoreReconstruction({ ...input, candidates: lonely, matchLabels: true })).toThrow(/label of image 1/);
  });
});
