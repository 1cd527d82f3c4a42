import { cheaperForm } from '@noprior/kkt-loss';
import { describe, expect, it } from 'vitest';

describe.each([[[784, 1000, 1]], [[784, 1000, 1000, 1]], [[3072, 1000, 1000, 1]], [[20, 50, 1]]])(
  'cheaperForm %o',
  (widths) => {
    const forms = Array.from({ length: 200 }, (_, i) => cheaperForm(widths, Math.round(1.06 ** i)));

    it('takes the Gram form for few candidates and the direct one for many, with one change in between', () => {
      expect(forms[0]).toBe('gram');
      expect(forms.at(-1)).toBe('direct');
      expect(forms.slice(1).filter((form, i) => form !== forms[i])).toHaveLength(1);
    });
  },
);

it('wider networks keep the Gram form longer', () => {
  const change = (width: number) => {
    let count = 1;
    while (cheaperForm([784, width, width, 1], count) === 'gram') count++;
    return count;
  };
  expect(change(100)).toBeLessThan(change(300));
  expect(change(300)).toBeLessThan(change(1000));
});

it('agrees with the measured step times on both sides: n = 40 Gram, n = 2000 direct at width 1000', () => {
  expect(cheaperForm([784, 1000, 1], 40)).toBe('gram');
  expect(cheaperForm([784, 1000, 1000, 1], 40)).toBe('gram');
  expect(cheaperForm([784, 1000, 1], 2000)).toBe('direct');
});
