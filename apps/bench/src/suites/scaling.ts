import type { StationarityForm } from '@noprior/kkt-loss';
import { networkName, type Scale } from './sizes.ts';
import { stepCaseOf } from './step.ts';
import type { SuiteCase } from './suite-case.ts';

/** What grows while the rest stays. */
interface Axis {
  readonly axis: 'n' | 'd' | 'width' | 'depth';
  readonly sizes: readonly number[];
  readonly forms: readonly StationarityForm[];
  readonly at: (size: number) => { readonly count: number; readonly widths: readonly number[] };
}

const hidden = (depth: number, width: number): number[] => Array.from({ length: depth }, () => width);

const axes: Readonly<Record<Scale, readonly Axis[]>> = {
  full: [
    {
      axis: 'n',
      sizes: [250, 500, 1000, 2000],
      forms: ['direct', 'gram'],
      at: (n) => ({ count: n, widths: [784, 1000, 1] }),
    },
    { axis: 'd', sizes: [784, 1568, 3136, 6272], forms: ['direct'], at: (d) => ({ count: 500, widths: [d, 1000, 1] }) },
    {
      axis: 'width',
      sizes: [500, 1000, 2000, 4000],
      forms: ['direct'],
      at: (m) => ({ count: 500, widths: [784, m, 1] }),
    },
    {
      axis: 'depth',
      sizes: [1, 2, 3, 4],
      forms: ['direct'],
      at: (depth) => ({ count: 500, widths: [784, ...hidden(depth, 1000), 1] }),
    },
  ],
  smoke: [{ axis: 'n', sizes: [4, 8], forms: ['direct', 'gram'], at: (n) => ({ count: n, widths: [6, 8, 1] }) }],
};

/** How the cost of an iteration grows, on the default backend. */
export function scalingCases(scale: Scale, threads: number): SuiteCase[] {
  return axes[scale].flatMap(({ axis, sizes, forms, at }) =>
    forms.flatMap((form) =>
      sizes.map((size): SuiteCase => {
        const { count, widths } = at(size);
        return {
          name: `n=${count} ${networkName(widths)} ${form}`,
          job: { suite: 'step', dtype: 'float32', threads, form, case: stepCaseOf(widths, count) },
          axis,
          size,
          only: ['onnx:cpu'],
        };
      }),
    ),
  );
}
