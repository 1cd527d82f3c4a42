import { attackOf, known, nothingKnown } from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { toAttackConfig } from '../../src/steps/attack-config.ts';
import { checkUnmoved, movedStart } from '../../src/steps/attack-start.ts';

const network = makeNetwork({ inputSize: 4, hiddenSizes: [8], initialisation: 'pytorch', seed: 1 });
const knowledge = { ...nothingKnown, startNoise: known(1e-4, 'truth') };
const still = { shift: 0, movesPoints: false, subspace: undefined };

function configOf(name: string, settings: Readonly<Record<string, number | string>> = {}) {
  const attack = attackOf(name);
  const asked = toAttackConfig(attack, { settings: { candidatesPerClass: 3, bounds: 'none', ...settings }, seed: 1 });
  return { attack, config: attack.resolve(network, knowledge, asked) };
}

test.each(['kkt', 'evidence'])('the points of %s are those of its own draw, moved', (name) => {
  const { attack, config } = configOf(name);
  const start = movedStart(attack, network, config, still);
  expect(start.x.shape).toEqual([6, 4]);
  const moved = movedStart(attack, network, config, { ...still, shift: 2 });
  for (const [at, value] of moved.x.data.entries()) expect(value - start.x.data[at]!).toBeCloseTo(2, 5);
  expect(moved.lambda).toEqual(start.lambda);
});

test('an attack that takes no start, or draws one of its own, is refused', () => {
  const box = attackOf('box-vertices');
  expect(() => movedStart(box, network, box.defaults, still)).toThrow(DomainError);
  const { attack, config } = configOf('kkt', { start: 'row-space', startRadius: 1 });
  expect(() => movedStart(attack, network, config, still)).toThrow(/start/);
});

test('only a start that is handed over can be moved', () => {
  for (const start of ['drawn', 'truth'] as const) {
    expect(() => checkUnmoved(start, still)).not.toThrow();
    expect(() => checkUnmoved(start, { ...still, shift: 1, movesPoints: true })).not.toThrow();
    expect(() => checkUnmoved(start, { ...still, shift: 1 })).toThrow(DomainError);
  }
  expect(() => checkUnmoved('moved', { ...still, shift: 1 })).not.toThrow();
});
