import type { BoxVertexRound } from '@noprior/reconstruction-attack';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { boxVertexDefaults } from '../../src/box-vertices/box-vertex-config.ts';
import { boxVertexVerdict } from '../../src/box-vertices/box-vertex-verdict.ts';
import { sharedVertices } from '../../src/box-vertices/judge-vertices.ts';
import { attackVertices } from './attack-vertices.ts';

const round = (changes: Partial<BoxVertexRound> = {}): BoxVertexRound => ({
  ...{ round: 0, directions: 100, distinct: 30, refined: 30 },
  ...{ nullVertices: 60, sharedVertices: 10, threshold: 40, predictedMembers: 0 },
  ...changes,
});

describe('three values', () => {
  it.each([
    [
      'predicted members',
      [round({ predictedMembers: 3 }), round()],
      'predicted-members',
      [{ code: 'members-predicted', predictedMembers: 3 }],
    ],
    [
      'none, though a sample would have been',
      [round()],
      'none-stands-out',
      [{ code: 'none-above-threshold', powerful: 1, rounds: 1, threshold: 40, dimension: 100 }],
    ],
    [
      'no point can have so many',
      [round({ threshold: 100 })],
      'cannot-tell',
      [{ code: 'threshold-out-of-reach', threshold: 100, dimension: 100 }],
    ],
    [
      'the points are their own null distribution',
      [round({ sharedVertices: 31 })],
      'cannot-tell',
      [{ code: 'shared-vertices', sharedVertices: 31, nullVertices: 60 }],
    ],
    [
      'no null distribution',
      [round({ nullVertices: 7, sharedVertices: 4 })],
      'cannot-tell',
      [
        { code: 'few-null-vertices', nullVertices: 7 },
        { code: 'shared-vertices', sharedVertices: 4, nullVertices: 7 },
      ],
    ],
    [
      'a later round had power: its threshold is the one that was a test',
      [round({ threshold: 120 }), round({ sharedVertices: 60, threshold: 10 }), round({ threshold: 41.5 }), round()],
      'none-stands-out',
      [{ code: 'none-above-threshold', powerful: 2, rounds: 4, threshold: 41, dimension: 100 }],
    ],
    ['no round', [], 'cannot-tell', [{ code: 'no-round' }]],
  ] as const)('%s', (_, rounds, verdict, because) => {
    expect(boxVertexVerdict(rounds, 100)).toEqual({ verdict, because });
  });

  it('vertices in random directions that are judged, too', async () => {
    const vertices = (...rows: number[][]) => rows.map((row) => ({ point: Float64Array.from(row) }));
    const chance = vertices([1, 0, 0], [0, 1, 0], [0, 0, 1]);
    expect(await sharedVertices(openReference(), chance, vertices([1, 0.1, 0], [1, 1, 1]), 0.85)).toBe(1);
    expect(await sharedVertices(openReference(), [], vertices([1, 0, 0]), 0.85)).toBe(0);
  });
});

/** Samples in [0, 1], with a share of their coordinates at its ends, and the first layer that training makes of them. */
function planted(count: number, atEnds: number, d = 100, neurons = 150) {
  const random = makeRandom(5);
  const samples = Array.from({ length: count }, () =>
    Float64Array.from({ length: d }, () => {
      const draw = random.uniform();
      return draw < 0.8 * atEnds ? 0 : draw < atEnds ? 1 : random.uniform();
    }),
  );
  const layer = makeRandom(9);
  const weight = Float64Array.from({ length: neurons * d }, () => 1e-4 * layer.normal());
  const bias = Float64Array.from({ length: neurons }, () => 1e-4 * layer.normal());
  for (let j = 0; j < neurons; j++) {
    for (const [i, sample] of samples.entries()) {
      if (layer.uniform() < 0.5) continue;
      const share = i % 2 === 0 ? 1 : -1;
      for (let k = 0; k < d; k++) weight[j * d + k]! += share * sample[k]!;
      bias[j]! += share;
    }
  }
  const first = { weight: makeHostTensor(weight, [neurons, d]), bias: makeHostTensor(bias, [neurons]) };
  const last = { weight: makeHostTensor(new Float64Array(neurons).fill(1), [1, neurons]) };
  return { samples, network: { layers: [first, last] } };
}

const config = {
  ...boxVertexDefaults,
  box: { low: 0, high: 1 },
  directions: 60,
  rounds: 2,
  lpIterations: 60,
  refinementIterations: 40,
};

describe('on first layers whose samples are known', () => {
  it.each([2, 5])('%d samples, all found: it cannot tell', async (count) => {
    const { samples, network } = planted(count, 0.85);
    const found = await attackVertices(network, config, { backend: openReference() });
    expect({ predictedMembers: found.predictedMembers, verdict: found.verdict }).toEqual({
      predictedMembers: 0,
      verdict: 'cannot-tell',
    });
    const [n, d] = found.x.shape as readonly [number, number];
    for (const sample of samples) {
      const nearest = Math.max(
        ...Array.from({ length: n }, (_, i) => cosineOf(found.x.data.subarray(i * d, (i + 1) * d), sample)),
      );
      expect(nearest).toBeGreaterThan(0.99);
    }
  });

  it('twenty, where it can: members are predicted', async () => {
    const { network } = planted(20, 0.85);
    const { predictedMembers, verdict, rounds } = await attackVertices(network, config, { backend: openReference() });
    expect(verdict).toBe('predicted-members');
    expect(predictedMembers).toBeGreaterThan(10);
    expect(rounds[0]!.nullVertices).toBeGreaterThanOrEqual(2 * rounds[0]!.sharedVertices);
  });
});

function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    ab += a[k]! * b[k]!;
    aa += a[k]! ** 2;
    bb += b[k]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
