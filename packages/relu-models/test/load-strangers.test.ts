import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveNpz, saveSafetensors } from '@noprior/array-files';
import { FormatError, fromNested, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNetwork } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-strangers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'm.safetensors');
const npz = join(folder, 'm.npz');

const first = fromNested([
  [1, 2, 3],
  [4, 5, 6],
]);
const last = fromNested([[1, -1]]);
const bias = fromNested([0.5, -0.5]);
const weights = { 'layers.0.weight': first, 'layers.0.bias': bias, 'layers.1.weight': last };
const prefixed = (prefix: string): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [prefix + name, tensor]));

async function load(arrays: Readonly<Record<string, HostTensor>>, metadata: Readonly<Record<string, string>> = {}) {
  await saveSafetensors(path, arrays, metadata);
  return loadNetwork(path);
}

describe('read as they are meant', () => {
  const layers = [{ weight: first, bias }, { weight: last }];

  it.each(['module.', '_orig_mod.', 'module._orig_mod.'])('%s before all names', async (prefix) => {
    expect((await load(prefixed(prefix))).layers).toEqual(layers);
  });

  it.each([
    [
      [2, 1],
      [0.5, -0.5],
    ],
    [
      [1, 2],
      [0.5, -0.5],
    ],
  ])('a bias %o', async (shape, values) => {
    const column = makeHostTensor(values, shape);
    expect((await load({ ...weights, 'layers.0.bias': column })).layers).toEqual(layers);
  });

  it.each([[[]], [[1]], [[1, 1]]])('one mean %o for all inputs', async (shape) => {
    const { preprocessing } = await load({ ...weights, 'preprocessing.mean': makeHostTensor([0.1307], shape) });
    expect(preprocessing?.mean).toEqual(fromNested([0.1307, 0.1307, 0.1307]));
  });

  it('a standard deviation of 1', async () => {
    expect((await load({ ...weights, 'preprocessing.std': fromNested([1, 1, 1]) })).layers).toEqual(layers);
  });

  it.each([
    ["'<f4'", "'<U1'"],
    ["'<f4'", "'|O4'"],
  ])('beside text or objects of an archive: %s as %s', async (from, to) => {
    await saveNpz(npz, { ...weights, notes: fromNested([1], 'float32') });
    const bytes = readFileSync(npz);
    bytes.write(to, bytes.indexOf(from), 'latin1');
    writeFileSync(npz, bytes);
    expect((await loadNetwork(npz)).layers).toEqual(layers);
  });

  it('metadata that say ReLU', async () => {
    for (const fields of [
      { activation: 'relu' },
      { activation: 'torch.nn.ReLU()' },
      { config: JSON.stringify({ hidden_activation: 'ReLU(inplace=True)', output_activation: 'sigmoid' }) },
      { activations: '["relu","linear"]' },
      { 'layers.0.activation': "<class 'torch.nn.modules.activation.ReLU'>", activations: 'relu, relu, linear' },
      { negative_slope: '0', batch_norm: 'false', mean: '0', std: '[1, 1]' },
      { training: JSON.stringify({ metrics: { mean: 0.9, std: 0.02 }, react: 'fast' }) },
      { notes: 'hyperbolic, elusive, swishing', batch_norm: 'none', config: 'layer_norm: false\nresidual: no' },
      { normalize: 'false', residual: 'false', normalization: '{"mean":0,"std":1}' },
      { model: 'a tanh network once, now ReLU' },
    ]) {
      expect((await load(weights, fields)).layers).toEqual(layers);
    }
  });

  it('weights below the normal range, which are not 0', async () => {
    const tiny = makeHostTensor([1e-310, 0, 0, -1e-310, 0, 5e-324], [2, 3]);
    const network = await load({ ...weights, 'layers.0.weight': tiny });
    expect(network.layers[0]!.weight.data).toEqual(tiny.data);
  });

  it('the only shard of one', async () => {
    const single = join(folder, 'model-00001-of-00001.safetensors');
    await saveSafetensors(single, weights);
    expect((await loadNetwork(single)).layers).toEqual(layers);
  });
});

describe('refused with what was found and what to do', () => {
  it.each<[string, Record<string, HostTensor>, Record<string, string>, RegExp]>([
    ['tanh', weights, { activation: 'tanh' }, /metadata say "activation": "tanh"; only ReLU networks/],
    ['leaky ReLU', weights, { activation: 'leaky_relu' }, /"leaky_relu"; only ReLU/],
    ['tanh in a configuration', weights, { config: '{"model":{"act_fn":"tanh"}}' }, /"config\.model\.act_fn": "tanh"/],
    ['a list with tanh', weights, { activations: '["relu","tanh","linear"]' }, /only ReLU/],
    ['a softmax within', weights, { output_activation: 'tanh' }, /the last layer .* has none/],
    ['tanh as Hugging Face says it', weights, { config: '{"hidden_act":"gelu"}' }, /"gelu"; only ReLU/],
    ['tanh in one layer', weights, { 'layers.0.activation': 'Tanh()' }, /"Tanh\(\)"; only ReLU/],
    ['tanh in a list of text', weights, { activations: 'relu,tanh,linear' }, /only ReLU/],
    ['an activation with a name of its own', weights, { config: '{"activation":{"name":"elu"}}' }, /only ReLU/],
    ['a name with a space', weights, { 'Activation Function': 'Tanh' }, /only ReLU/],
    ['a name with a hyphen', weights, { 'non-linearity': 'softplus' }, /only ReLU/],
    ['another name', weights, { transfer_function: 'tanh' }, /only ReLU/],
    ['a name that is not known', weights, { mlp: 'tanh' }, /only ReLU/],
    ['a description', weights, { architecture: 'two layers, leaky ReLU between' }, /"architecture".*only ReLU/],
    ['YAML', weights, { config: 'layers: 3\nactivation: tanh\n' }, /only ReLU/],
    ['a Python dictionary', weights, { config: "{'activation': 'tanh'}" }, /only ReLU/],
    ['layers by their types', weights, { config: '{"layers":[{"type":"Linear"},{"type":"Tanh"}]}' }, /"Tanh"; only/],
    [
      'a printed module',
      weights,
      { model: 'Sequential(\n  (0): ReLU()\n  (1): Linear(2, 1)\n  (2): GELU(approximate=none))' },
      /only ReLU/,
    ],
    ['deep within', weights, { config: '{"a":{"b":{"c":{"d":{"e":{"activation":"tanh"}}}}}}' }, /only ReLU/],
    ['beside a long text', weights, { config: JSON.stringify({ a: 'x'.repeat(2e5), act: 'tanh' }) }, /only ReLU/],
    ['a flag', weights, { use_tanh: 'true' }, /only ReLU/],
    ['a printed normalisation', weights, { model: 'LayerNorm((2,), elementwise_affine=False), ReLU()' }, /fold it/],
    ['a printed transform', weights, { transform: 'Normalize(mean=(0.1,), std=(0.3,))' }, /only the mean is known/],
    ['a normalisation of inputs', weights, { normalize: 'mean=0.1307,std=0.3081' }, /only the mean is known/],
    ['a deviation of inputs', weights, { input_std: '0.3081' }, /standard deviation/],
    ['residual connections', weights, { residual: 'true' }, /skip layers/],
    ['another name of quantisation', weights, { quantization_method: 'gptq' }, /quantised/],
    [
      'two wrappers over one name',
      { ...prefixed('module.'), ...prefixed('_orig_mod.') },
      {},
      /"_orig_mod\.layers\.0\.bias" and "module\.layers\.0\.bias" name the same/,
    ],
    [
      'very many layers',
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`layers.${i}.weight`, fromNested([[1]])])),
      {},
      /300 layers, more than the 256/,
    ],
    ['a slope', weights, { negative_slope: '0.01' }, /leaky ReLU/],
    ['a batch normalisation that is said', weights, { batch_norm: 'true' }, /fold it/],
    ['a mean in metadata', weights, { mean: '0.1307' }, /read from the tensor preprocessing\.mean/],
    [
      'a transform in metadata',
      weights,
      { transform: '{"mean":[0],"std":[0.3081]}' },
      /"transform\.std".*standard deviation/,
    ],
    ['quantisation', weights, { quant_method: 'gptq' }, /quantised weights are not read/],
    ['a deviation in metadata', weights, { 'preprocessing.std': '0.3081' }, /standard deviation/],
    [
      'a deviation',
      { ...weights, 'preprocessing.std': fromNested([0.3]) },
      {},
      /divide each column of layers\.0\.weight/,
    ],
    [
      'other preprocessing',
      { ...weights, 'preprocessing.scale': fromNested([2]) },
      {},
      /"preprocessing\.scale"; .*only the mean is known/,
    ],
    [
      'a convolution',
      { ...weights, 'layers.0.weight': makeHostTensor(new Float64Array(36), [4, 1, 3, 3]) },
      {},
      /\[4, 1, 3, 3\]; this looks like a convolution/,
    ],
    [
      'a named convolution',
      { ...weights, 'conv1.weight': makeHostTensor(new Float64Array(36), [4, 1, 3, 3]) },
      {},
      /looks like a convolution/,
    ],
    ['batch normalisation', { ...weights, 'layers.1.running_mean': bias }, {}, /batch normalisation.*fold it/],
    ['a layer normalisation', { ...weights, 'layers.1.weight': bias }, {}, /normalisation.*\[1, 2\]/],
    [
      'transposed weights',
      {
        'layers.0.weight': fromNested([
          [1, 4],
          [2, 5],
          [3, 6],
        ]),
        'layers.0.bias': bias,
        'layers.1.weight': fromNested([[1], [-1]]),
      },
      {},
      /\[3, 2\], \[2, 1\] look transposed/,
    ],
    [
      'layers of nn.Sequential',
      { 'layers.0.weight': first, 'layers.2.weight': last },
      {},
      /layers\.1\.weight is missing.*found layers\.0, layers\.2: nn\.Sequential.*rename/,
    ],
    ['names of numpy', { arr_0: first, arr_1: last }, {}, /numpy gives these names/],
    ['names of others', { fc1: first, fc2: last }, {}, /"fc1", "fc2"; expected layers\.0\.weight.*rename/],
    ['candidates', { x: first, lambda: bias, y: bias }, {}, /look like candidates/],
    ['a counter', { ...weights, epoch: fromNested([3]) }, {}, /"epoch"; .*remove/],
    ['a scale of quantised weights', { ...weights, 'layers.0.weight_scale': bias }, {}, /quantised/],
    ['control characters', { ...weights, '\u001b[2J': bias }, {}, /"\\u001b\[2J"/],
  ])('%s', async (_, arrays, metadata, message) => {
    await saveSafetensors(path, arrays, metadata);
    const error = await loadNetwork(path).catch((cause: unknown) => cause);
    expect(error instanceof FormatError || error instanceof ShapeError, String(error)).toBe(true);
    expect(String(error)).toMatch(message);
  });

  it('a shard', async () => {
    const shard = join(folder, 'model-00001-of-00002.safetensors');
    await saveSafetensors(shard, { 'layers.0.weight': first });
    await expect(loadNetwork(shard)).rejects.toThrow(/shard 1 of 2.*save them as one/);
  });

  it('weights of 8 bits', async () => {
    const header = '{"layers.0.weight":{"dtype":"I8","shape":[1,2],"data_offsets":[0,2]}}';
    const bytes = new Uint8Array(8 + header.length + 2);
    bytes[0] = header.length;
    bytes.set(new TextEncoder().encode(header), 8);
    writeFileSync(path, bytes);
    await expect(loadNetwork(path)).rejects.toThrow(/layers\.0\.weight holds numbers of type int8.*dequantised/);
  });

  it('an array called metadata that is no text', async () => {
    await saveNpz(npz, { ...weights, metadata: fromNested([0.5, 2]) });
    await expect(loadNetwork(npz)).rejects.toThrow(/UTF-8 .*JSON.*rename or remove/);
  });

  it('fields of our own preprocessing that a later version may have', async () => {
    const fields = { format: 'noprior.relu-network', version: '1', preprocessing: '{"gamma":2}' };
    await saveSafetensors(path, weights, fields);
    await expect(loadNetwork(path)).rejects.toThrow(/preprocessing has "gamma"/);
  });

  it('class names that a terminal would act on', async () => {
    const preprocessing = JSON.stringify({ classes: ['a', '\u001b[2J'] });
    await saveSafetensors(path, weights, { format: 'noprior.relu-network', version: '1', preprocessing });
    await expect(loadNetwork(path)).rejects.toThrow(/classes must be .* without control characters/);
  });

  it('deep JSON in our own fields', async () => {
    const preprocessing = `{"imageShape":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    await saveSafetensors(path, weights, { format: 'noprior.relu-network', version: '1', preprocessing });
    await expect(loadNetwork(path)).rejects.toThrow(/preprocessing is nested deeper/);
    await saveSafetensors(path, weights, { config: preprocessing, activation: '['.repeat(90_000) });
    await expect(loadNetwork(path)).rejects.toThrow(FormatError);
  });
});

it('a network that few bytes unpack to needs a limit of one’s own', async () => {
  const zeros = { 'layers.0.weight': makeHostTensor(new Float64Array(4_000_000), [2, 2_000_000]) };
  await saveNpz(npz, zeros, { compress: true });
  expect(readFileSync(npz).length).toBeLessThan(100_000);
  await expect(loadNetwork(npz, { raiseWith: '--max-file-mb' })).rejects.toThrow(/needs 64\d+ bytes.*--max-file-mb/);
  expect((await loadNetwork(npz, { maxBytes: 1e8 })).layers).toHaveLength(1);
});
