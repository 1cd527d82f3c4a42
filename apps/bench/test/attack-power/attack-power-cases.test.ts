import { checkEvidenceAttackConfig, checkKktAttackConfig, checkStartConfig } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { evidenceConfig, kktConfig, referenceConfig } from '../../src/attack-power/attack-configs.ts';
import { attackPowerCases } from '../../src/attack-power/attack-power-cases.ts';
import { attackPowerName, describeVictim } from '../../src/attack-power/attack-power-name.ts';
import { evidenceVariants, kktVariants } from '../../src/attack-power/attack-variants.ts';
import type { Victim } from '../../src/attack-power/trained-victim.ts';

const points = { name: 'none', x: makeHostTensor(new Float64Array(4), [1, 4]), y: makeHostTensor([1], [1]) };
const mean = makeHostTensor([0.1, 0.2, 0.3, 0.4], [4]);
const victim: Victim = {
  network: {
    ...makeNetwork({ inputSize: 4, hiddenSizes: [3], seed: 0 }),
    preprocessing: { mean, imageShape: [1, 2, 2] },
  },
  data: {
    training: { ...points, sourceIndex: [0] },
    heldOut: { ...points, sourceIndex: [1] },
    preprocessing: { mean, imageShape: [1, 2, 2], classes: [], pixelRange: [0, 1] },
    checksums: {},
  },
  training: { loss: 1e-6, iterations: 1, seconds: 1 },
  noise: 1e-3,
};
const sized = { candidatesPerClass: 8, seed: 3 };

test('every job has a name of its own that ends with its seed', () => {
  for (const scale of ['full', 'smoke'] as const) {
    const names = attackPowerCases[scale].map(attackPowerName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/, seed \d+$/);
  }
});

test('a name says what differs from the usual network, and nothing else', () => {
  const usual = attackPowerCases.full[0]!.victim;
  expect(describeVictim(usual)).toBe('mnist 20 images');
  expect(describeVictim({ ...usual, hidden: [250, 250] })).toBe('mnist 20 images, width 250-250');
  expect(describeVictim({ ...usual, targetLoss: 1e-2 })).toBe('mnist 20 images, loss 1e-2');
  expect(describeVictim({ ...usual, schedule: 'constant' })).toBe('mnist 20 images, loss 1e-6, constant step');
  expect(describeVictim({ ...usual, initialisation: 'pytorch' })).toBe('mnist 20 images, PyTorch initialisation');
});

test.each(Object.entries(kktVariants))(
  'KKT, %s: a sound configuration, unlike that without the change',
  (name, change) => {
    const config = kktConfig(victim, sized, change);
    checkKktAttackConfig(config, 4);
    const same = JSON.stringify(config) === JSON.stringify(kktConfig(victim, sized));
    if (change.start !== undefined) checkStartConfig(change.start);
    expect(same && change.start === undefined).toBe(name === 'as it is');
  },
);

test.each(Object.entries(evidenceVariants))('evidence, %s: a sound configuration with a change', (name, change) => {
  const config = evidenceConfig(victim, sized, change);
  checkEvidenceAttackConfig(config, 4);
  const same = JSON.stringify(config) === JSON.stringify(evidenceConfig(victim, sized));
  if (change.start !== undefined) checkStartConfig(change.start);
  expect(same && change.start === undefined).toBe(name === 'as it is');
});

test('boxes and numbers of candidates', () => {
  expect(kktConfig(victim, sized).prior.box).toMatchObject({
    low: { data: new Float64Array([-0.1, -0.2, -0.3, -0.4]) },
  });
  expect(kktConfig(victim, sized, { box: 'unit' }).prior.box).toEqual({ low: -1, high: 1 });
  expect(kktConfig(victim, sized, { box: 'none' }).prior.box).toBeUndefined();
  expect(kktConfig(victim, sized, { candidates: 0.25 }).prior.candidatesPerClass).toBe(2);
  expect(evidenceConfig(victim, sized).noise).toEqual({ from: 1e-2, to: 1e-3 });
  expect(evidenceConfig({ ...victim, noise: 0.02 }, sized).noise).toEqual({ from: 0.02, to: 0.02 });
});

test('the reference is the published configuration with another number of candidates', () => {
  const { prior, optimizer, maxIterations, stepSize } = referenceConfig(sized);
  expect([prior.box, prior.candidatesPerClass, maxIterations, stepSize]).toEqual([
    { low: -1, high: 1 },
    8,
    50_000,
    0.03052,
  ]);
  expect(optimizer).toEqual({ kind: 'sgd', momentum: 0.9 });
});

test('an attack that needs the mean refuses a network without one', () => {
  const { preprocessing: _, ...bare } = victim.network;
  expect(() => kktConfig({ ...victim, network: bare }, sized)).toThrow(/stores no mean image/);
});
