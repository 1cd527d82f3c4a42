import { openBackend } from '@noprior/backends';
import { evaluate, fromNested, matmul, trace } from '@noprior/tensor';

const backend = await openBackend('auto');
const dtype = 'float64';
const graph = trace({ x: { shape: [2, 2], dtype } }, ({ x }) => ({ squared: matmul(x, x) }));
const { squared } = await evaluate(backend, graph, {
  x: fromNested([
    [1, 2],
    [3, 4],
  ]),
});
console.log(backend.name, squared?.data); // 7, 10, 15, 22
await backend.dispose();
