import { evaluate, fromNested, matmul, square, sub, sum, trace, valueAndGrad } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';

const dtype = 'float64';
const program = trace({ x: { shape: [2, 2], dtype }, y: { shape: [2, 2], dtype } }, ({ x, y }) => ({
  loss: sum(square(sub(matmul(x, y), 1))),
}));
const graph = valueAndGrad(program, { of: 'loss', wrt: ['x'] });

const backend = await openOnnxCpu({ threads: 2 });
const outputs = await evaluate(backend, graph, {
  x: fromNested([
    [1, 2],
    [3, 4],
  ]),
  y: fromNested([
    [1, 0],
    [0, 1],
  ]),
});
console.log(outputs.loss?.data, outputs['loss/x']?.data); // 14 and 0, 2, 4, 6
await backend.dispose();
