import { expect, test } from 'vitest';
import {
  type Experiment,
  findExperiments,
  type GridPoint,
  type JsonObject,
  type PointResult,
  stepSeconds,
} from '../src/index.ts';

// Verdicts on results that are made up, on both sides of every rule.

function experimentOf(name: string): Experiment {
  return findExperiments([name])[0]!;
}

function result(point: GridPoint, seed: number, stages: Record<string, JsonObject>): PointResult {
  return {
    point,
    seed,
    stages: Object.fromEntries(
      Object.entries(stages).map(([name, values]) => [name, { key: name, values, seconds: 1 }]),
    ),
  };
}

function verdicts(name: string, results: readonly PointResult[], setting = experimentOf(name).scales.cpu) {
  const { statements } = experimentOf(name).summarize(results, setting);
  return (part: string) => {
    const found = statements.filter(({ claim }) => claim.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} claims with ${part}`);
    return found[0]!.verdict;
  };
}

const score = (found: number, cosine = 0.5): JsonObject => ({
  corrected: { aboveHeldOutMax: found, count: 20, medianCosine: cosine },
});

test('control: half of the images or more', () => {
  const of = (found: number) =>
    verdicts(
      'mnist-shift',
      [1, 2, 3].map((seed) => result({ shift: 0, treatment: 'secret' }, seed, { score: score(found) })),
    );
  expect(of(10)('Control')).toBe('agrees');
  expect(of(9)('Control')).toBe('disagrees');
});

test('a shift is a defence only where the attack works without it', () => {
  const of = (without: number, shifted: number, undone: number, known = 0) =>
    verdicts('mnist-shift', [
      result({ shift: 0, treatment: 'secret' }, 1, { score: score(without) }),
      result({ shift: 5, treatment: 'secret' }, 1, { score: score(shifted) }),
      result({ shift: 5, treatment: 'undone' }, 1, { score: score(undone) }),
      result({ shift: 5, treatment: 'known' }, 1, { score: score(known) }),
    ]);
  const secret = 'A secret shift of 5';
  const undoes = 'after a shift of 5 undoes';
  expect(of(20, 0, 19)(secret)).toBe('agrees');
  expect(of(20, 10, 19)(secret)).toBe('disagrees');
  expect(of(5, 0, 5)(secret)).toBe('undecided');
  expect(of(20, 0, 19)(undoes)).toBe('agrees');
  expect(of(20, 0, 10)(undoes)).toBe('disagrees');
  const secrecy = 'What protects images shifted by 5';
  expect(of(20, 2, 19, 19)(secrecy)).toBe('agrees');
  expect(of(20, 0, 19, 4)(secrecy)).toBe('disagrees');
  expect(of(20, 9, 19, 17)(secrecy)).toBe('disagrees');
  expect(of(5, 0, 5, 5)(secrecy)).toBe('undecided');
  expect(of(20, 0, 19)('A secret shift of 0.5')).toBe('undecided');
});

test('a shift that the first layer tells is no secret', () => {
  const of = (told: readonly number[]) =>
    experimentOf('mnist-shift')
      .summarize(
        [
          result({ shift: 0, treatment: 'secret' }, 1, { score: score(20) }),
          result({ shift: 5, treatment: 'secret' }, 1, { score: score(0) }),
          ...told.map((assumedShift, at) =>
            result({ shift: 5, treatment: 'estimated' }, at + 1, { attack: { assumedShift }, score: score(3) }),
          ),
        ],
        experimentOf('mnist-shift').scales.cpu,
      )
      .statements.filter(({ claim }) => claim.includes('A shift of 5 stays secret'))
      .map(({ verdict }) => verdict);
  expect(of([5, 4.6])).toEqual(['disagrees']);
  expect(of([5, 4.4])).toEqual(['agrees']);
  expect(of([])).toEqual(['undecided']);
});

test('the attack that finds most decides', () => {
  const of = (kkt: number, corners: number) =>
    verdicts('defences', [
      result({ defence: 'none' }, 1, { score: score(20) }),
      result({ defence: 'trained to 1e-20' }, 1, { score: score(kkt), 'corners score': score(corners) }),
    ])('trained to 1e-20');
  expect(of(0, 0)).toBe('agrees');
  expect(of(0, 15)).toBe('disagrees');
  expect(of(15, 0)).toBe('disagrees');
});

test('one loss, many distances', () => {
  const of = (losses: readonly number[], distances: readonly number[]) =>
    verdicts(
      'sphere-radius',
      [1, 2, 3].flatMap((seed) =>
        [0.1, 1, 10].map((radius, at) =>
          result({ initialisation: 'pytorch', radius }, seed, {
            attack: { stationarity: losses[at]! + seed / 1000 },
            score: { corrected: { distance: distances[at]! } },
            oracle: { surrogateLoss: 331, initial: { normSquared: 333, cosineSquared: 0.99 } },
          }),
        ),
      ),
    );
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
      'training-length',
      [1, 2, 3].flatMap((seed) =>
        cosines.map((cosine, at) => result({ targetLoss: 10 ** -(3 * at + 1) }, seed, { score: score(20, cosine) })),
      ),
    );
  expect(of([0.2, 0.4, 0.6, 0.9])('Longer training')).toBe('disagrees');
  expect(of([0.9, 0.7, 0.6, 0.2])('Longer training')).toBe('agrees');
});

test('an attacker who guesses: the lowest loss is picked, whatever it finds', () => {
  const of = (lossOfTruth: number) => {
    const guess = (believed: number, total: number, found: number): PointResult =>
      result({ shift: 5, believed }, 1, { attack: { total }, score: score(found) });
    return verdicts('adaptive-attacker', [guess(0, 340, 0), guess(5, lossOfTruth, 20), guess(1, 350, 3)]);
  };
  expect(of(330)('A shift of 5')).toBe('disagrees');
  expect(of(360)('A shift of 5')).toBe('agrees');
});

test('equal loss: runs that do not get there do not count', () => {
  const of = (ended: string, other: number) =>
    verdicts('equal-loss', [
      result({ prior: 'all that fits', gap: 0 }, 1, { attack: { ended: 'targetLoss' }, score: score(20, 0.9) }),
      result({ prior: 'no box', gap: 0 }, 1, { attack: { ended }, score: score(1, other) }),
    ])('At the same L_KKT, 0 between');
  expect(of('targetLoss', 0.2)).toBe('agrees');
  expect(of('targetLoss', 0.85)).toBe('disagrees');
  expect(of('maxIterations', 0.2)).toBe('undecided');
});

test('seconds: a step that several points share counts once', () => {
  const stage = (key: string, seconds: number) => ({ key, values: {}, seconds });
  const point = (own: string): PointResult => ({
    point: {},
    seed: 1,
    stages: { train: stage('shared', 5), attack: stage(own, 2) },
  });
  expect(stepSeconds([point('a'), point('b')])).toBe(9);
  expect(stepSeconds([])).toBe(0);
});
