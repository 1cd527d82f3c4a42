import { principalSpan, type SpanBasis } from '@noprior/first-layer-spectrum';
import { DomainError, fromNested, type HostTensor, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { checkCandidateUpdates } from '../../src/candidate-updates/check-candidate-updates.ts';
import { attackFingerprint } from '../../src/run/attack-fingerprint.ts';
import { applied, exactCandidates, exactConfig, exactNetwork } from './exact-network.ts';

// The line through (0, 1) and (1, 2).
const line = principalSpan(
  fromNested([
    [0, 1],
    [1, 2],
  ]),
  { rank: 1, hasBias: true },
);

it('moves candidates to the nearest point of the subspace, and nothing else', async () => {
  const change = await applied({ kind: 'project', every: 1, span: line }, exactCandidates);
  // (1, 0) - ((1, 0) . n + c) n with n = (1, -1) / sqrt(2): t = 0.5 (1 + (0 - 1)) = 0, and 0.5 (-0.6 + 0.8 - 1) = -0.4.
  const expected = [0, 1, -0.4, 0.6];
  for (const [at, value] of expected.entries()) expect(change!.candidates.x.data[at]).toBeCloseTo(value, 12);
  expect(change!.candidates.lambda).toBe(exactCandidates.lambda);
  expect(change!.candidates.y).toBe(exactCandidates.y);
  expect(change!.origin).toEqual([0, 1]);
  expect(change!.loss).toBeUndefined();
});

it('a span of other points', async () => {
  const span = { hasBias: true, basis: fromNested([[1, 0, 0, 0]]) };
  await expect(applied({ kind: 'project', every: 1, span }, exactCandidates)).rejects.toThrow(ShapeError);
  const none = JSON.parse('{ "hasBias": true }') as { hasBias: boolean; basis: HostTensor };
  expect(() => checkCandidateUpdates([{ kind: 'project', every: 1, span: none }])).toThrow(DomainError);
  expect(() => checkCandidateUpdates([{ kind: 'project', every: 1, span: none }])).toThrow(/span must have a basis/);
});

it('a run goes on only in the same subspace', () => {
  const of = (span: SpanBasis): string =>
    attackFingerprint(
      'kkt',
      exactNetwork,
      { ...exactConfig, candidateUpdates: [{ kind: 'project', every: 2, span }] },
      'b',
    );
  const other = principalSpan(
    fromNested([
      [0, 1],
      [1, 3],
    ]),
    { rank: 1, hasBias: true },
  );
  expect(of(line)).toBe(of({ ...line }));
  expect(of(line)).not.toBe(of(other));
  expect(of(line).length).toBeLessThan(1000);
});
