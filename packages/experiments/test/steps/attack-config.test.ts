import { attackOf, attacks } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError, fillHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { drawStart, toAttackConfig } from '../../src/steps/attack-config.ts';
import { toKnowledge } from '../../src/steps/study-knowledge.ts';

test('settings by their names in the registry, on top of a preset', () => {
  const kkt = attackOf('kkt');
  const config = toAttackConfig(kkt, { preset: 'adam-box', settings: { stepSize: 0.5, radius: 2 }, seed: 7 });
  expect(config).toMatchObject({ stepSize: 0.5, seed: 7, prior: { initialisation: { kind: 'sphere', radius: 2 } } });
  expect(toAttackConfig(kkt, { settings: {}, seed: 1, dtype: 'float64' })).toMatchObject({ dtype: 'float64' });
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
const span = { rank: 3, verdict: 'good', noise: 1e-4, shift: 0.5 };

test('knowledge: absent unless the study gives it, estimated from the first layer, or told', () => {
  const nothing = toKnowledge({}, network, 0, undefined);
  expect([nothing.box, nothing.startNoise, nothing.samples].map(({ status }) => status)).toEqual(
    Array(3).fill('absent'),
  );
  const some = toKnowledge({ box: 'model file', startNoise: 'estimated', samples: { truth: 20 } }, network, 0, span);
  expect(some.startNoise).toEqual({ status: 'estimated', value: 1e-4 });
  expect(some.samples).toEqual({ status: 'known', value: 20, by: 'truth' });
  expect(some.box).toMatchObject({ status: 'known', by: 'model file' });
  // Where there is no span, nothing is estimated.
  const without = toKnowledge({ startNoise: 'estimated' }, network, 0, { ...span, verdict: 'none' });
  expect(without.startNoise.status).toBe('absent');
  expect(() => toKnowledge({ samples: 'estimated' }, network, 0, undefined)).toThrow(DomainError);
  const { preprocessing: _, ...bare } = network;
  expect(() => toKnowledge({ box: 'model file' }, bare, 0, undefined)).toThrow(DomainError);
});

test('a box is widened around its middle and moved by an assumed shift', () => {
  const { box } = toKnowledge({ box: 'model file', boxWidth: 10 }, network, 2, undefined);
  if (box.status !== 'known' || typeof box.value.low === 'number' || typeof box.value.high === 'number') {
    throw new Error('expected a box with a bound for each pixel');
  }
  expect(box.by).toBe('user');
  for (const low of box.value.low.data) expect(low).toBeCloseTo(-5 + 2, 12);
  for (const high of box.value.high.data) expect(high).toBeCloseTo(5 + 2, 12);
});

test.each(['kkt', 'evidence'])('the start of %s is drawn, so that it can be moved', (name) => {
  const attack = attackOf(name);
  const knowledge = toKnowledge({ box: 'model file', startNoise: { truth: 1e-4 } }, network, 0, span);
  const config = attack.resolve(network, knowledge, toAttackConfig(attack, { settings: { initScale: 3 }, seed: 1 }));
  const start = drawStart(attack, network, config)!;
  expect(attack.takesStart).toBe(true);
  expect(start.x.shape).toEqual([2 * start.y.data.filter((label: number) => label > 0).length, 4]);
});
