import { expect, it } from 'vitest';
import { attackSentence } from '../../src/index.ts';

const facts = { method: 'kkt', points: 80, predictedMembers: 3, iterations: 2500, seconds: 12.34, details: {} };

it('says points, members, loss, iterations and seconds', () => {
  const text = attackSentence({ ...facts, evaluation: { total: 0.123456789 } });
  for (const part of ['80 points', 'kkt', '3 of them', 'L_KKT 0.123457', '2500 iterations', '12.3 s']) {
    expect(text).toContain(part);
  }
});

it('leaves the loss out where there are no points', () => {
  expect(attackSentence({ ...facts, points: 0 })).not.toContain('L_KKT');
});
