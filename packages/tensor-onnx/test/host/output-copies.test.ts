import { add, trace } from '@noprior/tensor';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { toOnnxModel } from '../../src/index.ts';

it('the Node binding writes into the outputs that it is given, and hands out a copy of its own beside them', async () => {
  const model = toOnnxModel(trace({ x: { shape: [3], dtype: 'float32' } }, ({ x }) => ({ y: add(x, 1) })));
  const session = await ort.InferenceSession.create(model);
  const given = new Float32Array(3);
  const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
  const results = await session.run(
    { [input]: new ort.Tensor('float32', Float32Array.of(1, 2, 3), [3]) },
    { [output]: new ort.Tensor('float32', given, [3]) },
  );
  expect([...given]).toEqual([2, 3, 4]);
  // Once this is the same array, a run copies nothing: measure again whether several steps a run are worth it.
  expect(results[output]!.data).not.toBe(given);
  await session.release();
});
