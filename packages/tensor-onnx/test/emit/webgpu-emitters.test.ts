import { add, exp, log, logSumExp, relu, sigmoid, surrogateRelu, type Tensor, trace } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { emitModel } from '../../src/emit/emit-model.ts';
import { webgpuEmitters } from '../../src/emit/webgpu-emitters.ts';

const typesOf = (program: (x: Tensor) => Tensor): string[] => {
  const graph = trace({ x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ y: program(x) }));
  return emitModel(graph, webgpuEmitters).model.nodes.map(({ opType }) => opType);
};

test('the positive part keeps NaN at the price of one operation', () => {
  expect(typesOf(relu)).toEqual(['Max']);
  expect(typesOf((x) => surrogateRelu(x, 3))).toEqual(['Max']);
});

test('operations that lose NaN are passed by where it stands', () => {
  expect(typesOf(exp)).toEqual(['Equal', 'Exp', 'Where']);
  expect(typesOf(sigmoid)).toEqual(['Equal', 'Sigmoid', 'Where']);
});

test('the kernels that are wrong or missing on WebGPU are not used', () => {
  const types = typesOf((x) => add(logSumExp(x), add(log(x), surrogateRelu(x, x))));
  for (const type of ['ReduceLogSumExp', 'IsNaN', 'Relu']) expect(types).not.toContain(type);
});
