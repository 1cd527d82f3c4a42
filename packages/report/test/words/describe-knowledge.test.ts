import { type Knowledge, known, nothingKnown } from '@noprior/reconstruction-attack';
import { makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { formatValue } from '../../src/format-value.ts';
import { attackFacts } from '../../src/words/attack-facts.ts';
import { describeKnowledge, threatModel } from '../../src/words/describe-knowledge.ts';

const knowledge: Knowledge = {
  ...nothingKnown,
  box: known({ low: makeHostTensor([-0.5, -0.25], [2]), high: 0.75 }, 'model file'),
  mean: known(makeHostTensor([0.5, 0.25], [2]), 'public'),
  startNoise: { status: 'estimated', value: 1.0012e-4 },
  samples: known(20, 'user'),
};

test('every entry is a sentence, on one side or the other', () => {
  const { has, lacks, truth } = describeKnowledge(knowledge);
  expect([has.length, lacks.length]).toEqual([4, 2]);
  expect(has[0]).toContain('-0.5 to 0.75');
  expect(has[2]).toContain('1.00e-4');
  expect(has[2]).toContain('estimated');
  expect(has[3]).toContain('20');
  for (const sentence of [...has, ...lacks]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(truth).toBeUndefined();
});

test('only the entries that are asked for are spoken of', () => {
  expect(describeKnowledge(knowledge, ['samples', 'labels'])).toMatchObject({
    has: { length: 1 },
    lacks: { length: 1 },
  });
});

test('whoever has the truth is no attacker', () => {
  const labels = known(makeHostTensor([1, -1, 1], [3]), 'truth');
  const { truth, has } = describeKnowledge({ ...knowledge, labels });
  expect(truth).toContain('labels of the training samples');
  expect(truth).toContain('no attack');
  expect(has.at(-1)).toContain('3 labels');
});

test('a threat model has both sides', () => {
  const { lists } = threatModel(describeKnowledge(knowledge));
  expect(lists.map(({ sign, items }) => [sign, items.length])).toEqual([
    ['+', 5],
    ['−', 4],
  ]);
});

test('facts of an attack keep their unit', () => {
  const [first, second] = attackFacts([
    { name: 'time', value: 12.34, unit: 'ms' },
    { name: 'order', value: null, unit: 'ms' },
  ]);
  expect(formatValue(first!.value)).toBe('12.3 ms');
  expect(second!.value).toBeNull();
});
