import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { farKktSet, split, splitRadius, unite } from '@noprior/transforms';

// An exact KKT point in R^3: Phi(x) = 2 max(0, 1.2 x_1 + 1.6 x_2) - 3 max(0, -1.8 x_1 - 2.4 x_2), both margins 20
const first = fromNested([
  [1.2, 1.6, 0],
  [-1.8, -2.4, 0],
]);
const network = { layers: [{ weight: first }, { weight: fromNested([[2, -3]]) }] };
const training = {
  x: fromNested([
    [3, 4, 0],
    [-4 / 3, -16 / 9, 0],
  ]),
  y: fromNested([1, -1]),
  lambda: fromNested([0.2, 0.45]),
};
const backend = openReference();
const options = { scale: 'sum' } as const;

// Along the first coordinate both units of the first point reach 0 at t = 10 / 1.2 = 15 / 1.8.
const v = fromNested([1, 0, 0]);
const { pairs } = await splitRadius(backend, network, fromNested([[3, 4, 0]]), fromNested([[1, 0, 0]]));

// Two points for one: the loss stays, the margins become 20 + 2 * 2.4 and 20 - 2 * 2.4.
const request = { index: 0, direction: v, a: 2, b: 2, mode: 'stationarity' } as const;
const halves = await split(backend, network, training, request, options);

// And back.
const whole = await unite(backend, network, halves.candidates, [0, 2], options);

// Another KKT set of the same network, as far away as one likes: the third coordinate is free.
const far = await farKktSet(backend, network, training, { ...options, distance: 1000 });
const account = far.kind === 'free' ? far.account : undefined;

export const result = [
  pairs[0]!.radius,
  halves.account.after.margins.max,
  whole.candidates.x.data[0]!,
  far.kind === 'free' ? Math.min(...far.distances) : 0,
  account!.after.margins.min,
];
// => [8.333, 24.8, 3, 1000, 20]
