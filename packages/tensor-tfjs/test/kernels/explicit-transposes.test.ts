import { add, constant, evaluate, fromNested, matmul, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { explicitTransposes } from '../../src/kernels/explicit-transposes.ts';

const dtype = 'float32';

test('flags become transposes, one for each operand however often it is read, and constants are turned beforehand', async () => {
  const w = constant(
    fromNested(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      dtype,
    ),
  );
  const graph = trace({ x: { shape: [3, 2], dtype }, z: { shape: [3, 2], dtype } }, ({ x, z }) => ({
    both: matmul(x, w, { transposeA: true, transposeB: true }),
    gram: matmul(x, x, { transposeA: true }),
    plain: matmul(x, w),
    shared: add(matmul(z, x, { transposeB: true }), matmul(w, x, { transposeA: true, transposeB: true })),
  }));
  const explicit = explicitTransposes(graph);
  const transposed = explicit.nodes.filter(({ op }) => op === 'transpose');
  expect(transposed.map(({ inputs }) => inputs[0])).toEqual([graph.inputs[0]]);
  for (const node of explicit.nodes) {
    if (node.op === 'matmul') expect(node.attributes).toEqual({ transposeA: false, transposeB: false });
  }
  expect(explicit.inputs).toBe(graph.inputs);
  const at = {
    x: fromNested(
      [
        [1, -2],
        [0, 3],
        [5, 1],
      ],
      dtype,
    ),
    z: fromNested(
      [
        [2, 1],
        [-1, 0],
        [4, 3],
      ],
      dtype,
    ),
  };
  expect(await evaluate(openReference(), explicit, at)).toEqual(await evaluate(openReference(), graph, at));
});
