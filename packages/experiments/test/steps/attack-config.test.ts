import { attackOf, attacks } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError, fillHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { toAttackConfig } from '../../src/steps/attack-config.ts';
import type { SpanValues } from '../../src/steps/span-kind.ts';
import { needsTrueNoise, toKnowledge } from '../../src/steps/study-knowledge.ts';

test('settings by their names in the registry, on top of a preset', () => {
  const kkt = attackOf('kkt');
  const config = toAttackConfig(kkt, { preset: 'adam-box', settings: { stepSize: 0.5, radius: 2 }, seed: 7 });
  expect(config).toMatchObject({ stepSize: 0.5, seed: 7, prior: { initialisation: { kind: 'sphere', radius: 2 } } });
  expect(toAttackConfig(kkt, { settings: {}, seed: 1, dtype: 'float64' })).toMatchObject({ dtype: 'float64' });
  const changed = toAttackConfig(kkt, { settings: { alpha: 3 }, changes: { alpha: null, seed: 2 }, seed: 1 });
  expect(changed).toMatchObject({ seed: 2 });
  expect(changed).not.toHaveProperty('alpha');
});

test('what an attack has not is refused with what it has', () => {
  for (const attack of attacks) {
    expect(() => toAttackConfig(attack, { settings: { stepsize: 1 }, seed: 1 })).toThrow(DomainError);
    expect(() => toAttackConfig(attack, { preset: 'best', settings: {}, seed: 1 })).toThrow(DomainError);
  }
});

const mean = fillHostTensor(0.5, [4], 'float64');
const network = {
  ...makeNetwork({ inputSize: 4, hiddenSizes: [8], initialisation: 'pytorch', seed: 1 }),
  preprocessing: { mean, imageShape: [1, 2, 2] as const },
};
const span: SpanValues = { rank: 3, verdict: 'good', noise: 1e-4, shift: 0.5 };
const noSpan = { ...span, verdict: 'none' };

test('knowledge: absent unless the study gives it, estimated from the first layer, or true', () => {
  const nothing = toKnowledge({}, network, { shift: 0 });
  expect([nothing.box, nothing.startNoise, nothing.samples].map(({ status }) => status)).toEqual(
    Array(3).fill('absent'),
  );
  const some = toKnowledge({ box: 'model file', startNoise: 'estimated', samples: { truth: 20 } }, network, {
    shift: 0,
    span,
  });
  expect(some.startNoise).toEqual({ status: 'estimated', value: 1e-4 });
  expect(some.samples).toEqual({ status: 'known', value: 20, by: 'truth' });
  expect(some.box).toMatchObject({ status: 'known', by: 'model file' });
  // Where there is no span, nothing is estimated.
  const without = toKnowledge({ startNoise: 'estimated' }, network, { shift: 0, span: noSpan });
  expect(without.startNoise.status).toBe('absent');
  expect(() => toKnowledge({ samples: 'estimated' }, network, { shift: 0 })).toThrow(DomainError);
  const { preprocessing: _, ...bare } = network;
  expect(() => toKnowledge({ box: 'model file' }, bare, { shift: 0 })).toThrow(DomainError);
});

test('the noise is true only where it cannot be estimated', () => {
  const asked = { startNoise: 'estimated or truth' } as const;
  expect([span, noSpan, undefined].map((one) => needsTrueNoise(asked, one))).toEqual([false, true, true]);
  expect(needsTrueNoise({ startNoise: 'estimated' }, noSpan)).toBe(false);
  const { startNoise } = toKnowledge(asked, network, { shift: 0, span: noSpan, trueNoise: 0.2 });
  expect(startNoise).toEqual({ status: 'known', value: 0.2, by: 'truth' });
  expect(toKnowledge(asked, network, { shift: 0, span }).startNoise).toEqual({ status: 'estimated', value: 1e-4 });
});

test('a box is widened around its middle and moved by an assumed shift', () => {
  const { box } = toKnowledge({ box: 'model file', boxWidth: 10 }, network, { shift: 2 });
  if (box.status !== 'known' || typeof box.value.low === 'number' || typeof box.value.high === 'number') {
    throw new Error('expected a box with a bound for each pixel');
  }
  expect(box.by).toBe('user');
  for (const low of box.value.low.data) expect(low).toBeCloseTo(-5 + 2, 12);
  for (const high of box.value.high.data) expect(high).toBeCloseTo(5 + 2, 12);
});
