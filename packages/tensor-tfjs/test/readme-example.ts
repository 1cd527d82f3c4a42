import { evaluate, fromNested, matmul, square, sub, sum, trace, valueAndGrad } from '@noprior/tensor';
import { openTfjsWasm } from '@noprior/tensor-tfjs';

const dtype = 'float32';
const program = trace({ x: { shape: [2, 2], dtype }, y: { shape: [2, 2], dtype } }, ({ x, y }) => ({
  loss: sum(square(sub(matmul(x, y), 1))),
}));
const graph = valueAndGrad(program, { of: 'loss', wrt: ['x'] });

const backend = await openTfjsWasm();
const x = [
  [1, 2],
  [3, 4],
];
const y = [
  [1, 0],
  [0, 1],
];
const outputs = await evaluate(backend, graph, { x: fromNested(x, dtype), y: fromNested(y, dtype) });
console.log(outputs.loss?.data, outputs['loss/x']?.data); // 14 and 0, 2, 4, 6
await backend.dispose();
