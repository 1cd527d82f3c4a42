import { type AttackPrior, describePrior } from '@noprior/reconstruction-attack';
import { fromNested } from '@noprior/tensor';
import { expect, it } from 'vitest';

const prior: AttackPrior = {
  initialisation: { kind: 'gaussian', scale: 0.01 },
  box: { low: -1, high: 1 },
  lambdaMin: 0.1,
  candidatesPerClass: 40,
};

it('one sentence for the start, the bounds, the multipliers and the number', () => {
  const sentences = describePrior(prior);
  expect(sentences).toHaveLength(4);
  expect(sentences.every((sentence) => /^[A-Z].*\.$/.test(sentence))).toBe(true);
  expect(sentences[0]).toMatch(/Gaussian noise of standard deviation 0.01/);
  expect(sentences[1]).toMatch(/in \[-1, 1\] by a penalty: the attacker knows the range/);
  expect(sentences[1]).not.toMatch(/mean/);
  expect(sentences[2]).toMatch(/above 0.1/);
  expect(sentences[3]).toMatch(/40 candidates for each/);
});

it('names what is not assumed', () => {
  const { box: _, ...rest } = prior;
  const sentences = describePrior({ ...rest, lambdaMin: 0, initialisation: { kind: 'sphere', radius: 2 } });
  expect(sentences[0]).toMatch(/sphere of radius 2.*norm/);
  expect(sentences[1]).toBe('No bounds on the points are assumed.');
  expect(sentences[2]).toMatch(/nothing is assumed/);
});

it.each([
  [{ low: fromNested([-0.5, 0]), high: fromNested([0.5, 1]) }, /-0.500 to 0.00 and .* 0.500 to 1.00 by/],
  [{ low: 0, high: fromNested([0.5, 1]) }, /lower bound of 0 and .* 0.500 to 1.00/],
])('bounds of each pixel give the mean away %#', (box, range) => {
  const sentence = describePrior({ ...prior, box })[1];
  expect(sentence).toMatch(range);
  expect(sentence).toMatch(/the mean that was subtracted/);
});
