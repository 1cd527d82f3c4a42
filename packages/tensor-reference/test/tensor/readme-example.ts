import { evaluate, fromNested, matmul, relu, simplify, square, sum, trace, valueAndGrad } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

// L(x) = || relu(x W^T) ||^2 for two samples x and three units W
const program = trace(
  { x: { shape: [2, 2], dtype: 'float64' }, w: { shape: [3, 2], dtype: 'float64' } },
  ({ x, w }) => ({
    loss: sum(square(relu(matmul(x, w, { transposeB: true })))),
  }),
);
const graph = simplify(valueAndGrad(program, { of: 'loss', wrt: ['x'] }));

export const results = await evaluate(openReference(), graph, {
  x: fromNested([
    [1, 2],
    [3, -1],
  ]),
  w: fromNested([
    [1, 0],
    [0, 1],
    [-1, 1],
  ]),
});
// results.loss.data      => 1 + 4 + 1 + 9 = 15
// results['loss/x'].data => [0, 6, 6, 0]
