import type { SpanReason } from '@noprior/first-layer-spectrum';
import type { BoxVertexReason } from '@noprior/reconstruction-attack';
import { expect, test } from 'vitest';
import { attackReasons } from '../../src/words/attack-reasons.ts';
import { missingReasons } from '../../src/words/missing-directions.ts';
import { spanReason } from '../../src/words/span-reason.ts';

const because: SpanReason = { code: 'narrow-gap', rank: 3, values: 41, above: 1.2345 };
const span = { noise: 1, edge: 2, rank: 3, misfit: 0, verdict: 'partial', because } as const;

const detailsOf = (verdict: string, ...reasons: BoxVertexReason[]) => ({ verdict, because: reasons, span });

test('the reason of a verdict on a span has the numbers that decided it', () => {
  expect(spanReason(because)).toMatch(/3 of 41 .* 1\.23 /);
  expect(spanReason({ code: 'few-values', values: 4, needed: 8 })).toMatch(/4 .* 8 /);
});

test('the reasons of an attack: its own, and that of its span', () => {
  const found = attackReasons(
    detailsOf(
      'cannot-tell',
      { code: 'few-null-vertices', nullVertices: 7 },
      { code: 'shared-vertices', sharedVertices: 4, nullVertices: 6 },
    ),
  );
  expect(found!.reason).toMatch(/rank 3 .* 7 .*; .* 4 of their 6 /);
  expect(found!.span).toEqual({ ...span, reason: spanReason(because) });
  expect(attackReasons(detailsOf('cannot-tell', { code: 'no-round' }))!.reason).not.toMatch(/rank/);
});

test('a method without a verdict, and one with reasons of its own, have none', () => {
  expect(attackReasons({})).toBeUndefined();
  expect(attackReasons({ verdict: 'fits', because: [{ code: 'fit' }], span })).toBeUndefined();
});

test('families without a direction keep their code beside the text', () => {
  const { kernel } = missingReasons({ kernel: { code: 'no-kernel', units: 5, inputs: 4 } });
  expect(kernel).toMatchObject({ code: 'no-kernel', units: 5, reason: expect.stringMatching(/5 .* 4 /) });
});
