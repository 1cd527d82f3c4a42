import { expect, test } from 'vitest';
import type { Experiment, GridPoint, PointResult, StageKinds } from '../../src/index.ts';
import { type AdaptivePoint, adaptiveAttacker } from '../../src/paper/adaptive-attacker.ts';
import { defencesExperiment } from '../../src/paper/defences.ts';
import { equalLoss } from '../../src/paper/equal-loss.ts';
import { mnistShift } from '../../src/paper/shift.ts';
import { sphereRadius } from '../../src/paper/sphere-radius.ts';
import { trainingLength } from '../../src/paper/training-length.ts';
import { attack, oracle, result, score, scoreSummary } from '../made-up-results.ts';

// Verdicts on results that are made up, on both sides of every rule.

/** Verdict of the claim with this part, and with this value in its case. */
function verdicts<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  results: readonly PointResult<Point, Kinds>[],
) {
  const { claims } = experiment.summarize(results, experiment.scales.cpu);
  return (part: string, value?: string | number) => {
    const found = claims.filter(
      ({ claim, case: of = [] }) =>
        claim.includes(part) && (value === undefined || of.some((fact) => fact.value === value)),
    );
    if (found.length !== 1) throw new Error(`${found.length} claims with ${part}, ${value}`);
    return found[0]!.verdict;
  };
}

const found = (images: number, cosine = 0.5) => score(scoreSummary(images, cosine));

test('control: half of the images or more', () => {
  const of = (images: number) =>
    verdicts(
      mnistShift,
      [1, 2, 3].map((seed) => result({ shift: 0, treatment: 'secret' } as const, seed, { score: found(images) })),
    );
  expect(of(10)('Control')).toBe('agrees');
  expect(of(9)('Control')).toBe('disagrees');
});

test('a shift is a defence only where the attack works without it', () => {
  const of = (without: number, shifted: number, undone: number, known = 0) =>
    verdicts(mnistShift, [
      result({ shift: 0, treatment: 'secret' }, 1, { score: found(without) }),
      result({ shift: 5, treatment: 'secret' }, 1, { score: found(shifted) }),
      result({ shift: 5, treatment: 'undone' }, 1, { score: found(undone) }),
      result({ shift: 5, treatment: 'known' }, 1, { score: found(known) }),
    ]);
  const secret = 'A secret shift keeps';
  const undoes = 'undoes the defence';
  const secrecy = 'What protects shifted images';
  expect(of(20, 0, 19)(secret, 5)).toBe('agrees');
  expect(of(20, 10, 19)(secret, 5)).toBe('disagrees');
  expect(of(5, 0, 5)(secret, 5)).toBe('undecided');
  expect(of(20, 0, 19)(undoes, 5)).toBe('agrees');
  expect(of(20, 0, 10)(undoes, 5)).toBe('disagrees');
  expect(of(20, 2, 19, 19)(secrecy, 5)).toBe('agrees');
  expect(of(20, 0, 19, 4)(secrecy, 5)).toBe('disagrees');
  expect(of(20, 9, 19, 17)(secrecy, 5)).toBe('disagrees');
  expect(of(5, 0, 5, 5)(secrecy, 5)).toBe('undecided');
  expect(of(20, 0, 19)(secret, 0.5)).toBe('undecided');
});

test('a shift that the first layer reveals is no secret', () => {
  const of = (estimates: readonly number[]) =>
    verdicts(mnistShift, [
      result({ shift: 0, treatment: 'secret' }, 1, { score: found(20) }),
      result({ shift: 5, treatment: 'secret' }, 1, { score: found(0) }),
      ...estimates.map((assumedShift, at) =>
        result({ shift: 5, treatment: 'estimated' } as const, at + 1, {
          attack: attack({ assumedShift }),
          score: found(3),
        }),
      ),
    ])('stays secret', 5);
  expect(of([5, 4.6])).toBe('disagrees');
  expect(of([5, 4.4])).toBe('agrees');
  expect(of([])).toBe('undecided');
});

test('the attack that finds most decides', () => {
  const of = (kkt: number, vertices: number) =>
    verdicts(defencesExperiment, [
      result({ defence: 'none' }, 1, { score: found(20) }),
      result({ defence: 'trained to 1e-20' }, 1, { score: found(kkt), 'box-vertices score': found(vertices) }),
    ])('defence works', 'trained to 1e-20');
  expect(of(0, 0)).toBe('agrees');
  expect(of(0, 15)).toBe('disagrees');
  expect(of(15, 0)).toBe('disagrees');
});

test('one loss, many distances', () => {
  const of = (losses: readonly number[], distances: readonly number[]) => {
    const verdictOf = verdicts(
      sphereRadius,
      [1, 2, 3].flatMap((seed) =>
        [0.1, 1, 10].map((radius, at) => ({
          point: { initialisation: 'pytorch' as const, radius },
          seed,
          stages: {
            attack: attack({ stationarity: losses[at]! + seed / 1000 }),
            score: score(scoreSummary(0, 0.5, { distance: distances[at]! })),
            oracle: oracle(),
          },
        })),
      ),
    );
    return (part: string) => verdictOf(part, 'pytorch');
  };
  const same = of([332, 330, 331], [0.5, 1, 9]);
  expect(same('about the same L_KKT')).toBe('agrees');
  expect(same('does not tell how near')).toBe('agrees');
  expect(same('how near the network is to a KKT point')).toBe('disagrees');
  expect(same('as well as the training set')).toBe('agrees');
  const ordered = of([340, 350, 400], [0.5, 1, 9]);
  expect(ordered('about the same L_KKT')).toBe('disagrees');
  expect(ordered('does not tell how near')).toBe('disagrees');
  expect(ordered('as well as the training set')).toBe('disagrees');
});

test('longer training', () => {
  const of = (cosines: readonly number[]) =>
    verdicts(
      trainingLength,
      [1, 2, 3].flatMap((seed) =>
        cosines.map((cosine, at) => result({ targetLoss: 10 ** -(3 * at + 1) }, seed, { score: found(20, cosine) })),
      ),
    );
  expect(of([0.2, 0.4, 0.6, 0.9])('Longer training')).toBe('disagrees');
  expect(of([0.9, 0.7, 0.6, 0.2])('Longer training')).toBe('agrees');
});

test('an attacker who guesses: the lowest loss is picked, whatever it finds', () => {
  const of = (lossOfTruth: number) => {
    const guess = (assumedShift: number, total: number, images: number) =>
      result<AdaptivePoint>({ shift: 5, assumedShift }, 1, { attack: attack({ total }), score: found(images) });
    return verdicts(adaptiveAttacker, [guess(0, 340, 0), guess(5, lossOfTruth, 20), guess(1, 350, 3)]);
  };
  expect(of(330)('The shift stays a defence', 5)).toBe('disagrees');
  expect(of(360)('The shift stays a defence', 5)).toBe('agrees');
});

test('equal loss: runs that do not get there do not count', () => {
  const of = (ended: string, other: number) =>
    verdicts(equalLoss, [
      result({ prior: 'all that fits', gap: 0 }, 1, { attack: attack({ ended: 'converged' }), score: found(20, 0.9) }),
      result({ prior: 'no box', gap: 0 }, 1, { attack: attack({ ended }), score: found(1, other) }),
    ])('At the same L_KKT', 0);
  expect(of('converged', 0.2)).toBe('agrees');
  expect(of('converged', 0.85)).toBe('disagrees');
  expect(of('maxIterations', 0.2)).toBe('undecided');
});
