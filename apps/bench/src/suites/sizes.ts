/** Input size, hidden sizes, 1, with the numbers of candidates. */
export interface Size {
  readonly widths: readonly number[];
  readonly counts: readonly number[];
}

/** Sizes of a suite at full scale, and at one that only shows that everything runs. */
export type Scale = 'full' | 'smoke';

/** Sizes of the `step` suite: the networks of the papers. */
export const stepSizes: Readonly<Record<Scale, readonly Size[]>> = {
  full: [
    { widths: [784, 1000, 1], counts: [40, 200, 1000] },
    { widths: [784, 1000, 1000, 1], counts: [40, 200, 1000] },
    { widths: [3072, 1000, 1000, 1], counts: [40, 200, 1000] },
  ],
  smoke: [{ widths: [12, 16, 1], counts: [8] }],
};

/** Sizes of the `train` suite. */
export const trainSizes: Readonly<Record<Scale, readonly Size[]>> = {
  full: [
    { widths: [784, 1000, 1], counts: [500] },
    { widths: [784, 1000, 1000, 1], counts: [20, 500] },
    { widths: [3072, 1000, 1000, 1], counts: [500] },
  ],
  smoke: [{ widths: [12, 16, 1], counts: [8] }],
};

/** As in `784-1000-1`. */
export function networkName(widths: readonly number[]): string {
  return widths.join('-');
}
