import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FormatError, fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { findRealData } from '@noprior/test-resources';
import { expect, test } from 'vitest';
import { loadNetwork, outputs, toNetworkDtype } from '../src/index.ts';

/** Networks that other libraries wrote. */
const { folder, isAbsent } = findRealData('networks');

test.skipIf(isAbsent).each(['float64', 'float32', 'float16', 'bfloat16'])(
  'a network in %s computes what PyTorch did',
  async (dtype) => {
    const name = join(folder, `gen-safetensors-${dtype}`);
    const expected: { input: number[][]; output: number[][]; dims: number[] } = JSON.parse(
      readFileSync(`${name}.expected.json`, 'utf8'),
    );
    const network = await loadNetwork(`${name}.safetensors`);
    expect(network.layers.map(({ weight }) => weight.shape)).toEqual(
      expected.dims.slice(1).map((size, index) => [size, expected.dims[index]]),
    );
    const found = await outputs(openReference(), toNetworkDtype(network, 'float64'), fromNested(expected.input));
    const wanted = expected.output.flat();
    // The outputs were computed in float64 on the weights as they are stored.
    found.data.forEach((value: number, index: number) => {
      expect(Math.abs(value - wanted[index]!)).toBeLessThan(1e-12);
    });
  },
);

test.skipIf(isAbsent)('networks of other formats and names are refused with what to do', async () => {
  const own = /^gen-safetensors-(float(16|32|64)|bfloat16)\.safetensors$/;
  const files = readdirSync(folder)
    .filter((name) => /^gen-.*\.(pt|pth|onnx|keras|h5|pkl|joblib|msgpack|npz|safetensors)$/.test(name))
    .filter((name) => !name.endsWith('.io.npz') && !own.test(name))
    .map((name) => join(folder, name));
  files.push(join(folder, 'gen-tfjs-two-shards/model.json'));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const error = await loadNetwork(file).catch((cause: unknown) => cause);
    expect(error, file).toBeInstanceOf(FormatError);
    expect(String(error), file).toMatch(/save|rename/);
    expect(String(error), file).toContain(basename(file));
  }
});
