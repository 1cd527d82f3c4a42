import { expect, it } from 'vitest';
import { cheaperEvidenceForm } from '../../src/evidence/evidence-form.ts';

it('takes inner products for few candidates, and the residual for many', () => {
  expect(cheaperEvidenceForm(784, 1000, 40)).toBe('gram');
  expect(cheaperEvidenceForm(3072, 1000, 200)).toBe('gram');
  expect(cheaperEvidenceForm(784, 1000, 4000)).toBe('direct');
  expect(cheaperEvidenceForm(2, 1000, 100)).toBe('direct');
});
