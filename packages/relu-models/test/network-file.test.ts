import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArrays, saveNpz, saveSafetensors } from '@noprior/array-files';
import { DomainError, FormatError, fromNested, type HostTensor, ShapeError, SystemError } from '@noprior/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNetwork, makeNetwork, parameters, type ReluNetwork, saveNetwork } from '../src/index.ts';
import { twoNeurons } from './two-neurons.ts';

const folder = mkdtempSync(join(tmpdir(), 'relu-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const described: ReluNetwork = {
  ...twoNeurons,
  preprocessing: {
    mean: fromNested([0.25, 0.5]),
    imageShape: [1, 2, 1],
    classes: ['gerade', 'ungerade – 奇数'],
    pixelRange: [0, 1],
  },
  metadata: { origin: 'by hand', training: '{"loss":1e-7}' },
};

const weights = parameters(twoNeurons);

describe.each(['safetensors', 'npz'])('a network in .%s', (extension) => {
  const path = join(folder, `network.${extension}`);
  const write = (arrays: Readonly<Record<string, HostTensor>>): Promise<void> =>
    extension === 'npz' ? saveNpz(path, arrays) : saveSafetensors(path, arrays);

  it('comes back as it was, and the same network gives the same bytes', async () => {
    for (const network of [
      twoNeurons,
      described,
      makeNetwork({ inputSize: 3, hiddenSizes: [5, 4], bias: 'all', seed: 0 }),
    ]) {
      await saveNetwork(path, network);
      expect(await loadNetwork(path)).toEqual(network);
      const bytes = readFileSync(path);
      await saveNetwork(path, network);
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('may hold weights alone', async () => {
    await write(weights);
    expect(await loadNetwork(path)).toEqual(twoNeurons);
  });

  it('may hold a mean of any shape, and a deviation of 1', async () => {
    await write({ ...weights, 'preprocessing.mean': fromNested([[[1], [2]]]), 'preprocessing.std': fromNested([1]) });
    const { preprocessing } = await loadNetwork(path);
    expect(preprocessing).toEqual({ mean: fromNested([1, 2]) });
  });

  it('becomes float64 where precisions are mixed', async () => {
    await write({ ...weights, 'layers.0.bias': fromNested([0.1, 0], 'float32') });
    const { layers } = await loadNetwork(path);
    expect(layers[0]!.bias!.dtype).toBe('float64');
    expect(layers[0]!.bias!.data[0]).toBe(Math.fround(0.1));
  });

  it.each<[string, Record<string, HostTensor>, new (message: string) => Error, RegExp]>([
    [
      'unknown tensors',
      { ...weights, 'conv.weight': fromNested([1]) },
      FormatError,
      /unknown tensors "conv\.weight"; expected/,
    ],
    ['names with leading zeros', { 'layers.00.weight': fromNested([[1]]) }, FormatError, /unknown tensors/],
    ['no layers', { 'preprocessing.mean': fromNested([1]) }, FormatError, /holds no layers/],
    ['a gap', { 'layers.1.weight': fromNested([[1, 2]]) }, FormatError, /layers\.0\.weight is missing/],
    ['a bias alone', { ...weights, 'layers.2.bias': fromNested([1]) }, FormatError, /layers\.2\.weight is missing/],
    ['no chain', { ...weights, 'layers.1.weight': fromNested([[1, 2, 3]]) }, ShapeError, /layer 0 has 2 units/],
    ['NaN', { ...weights, 'layers.0.bias': fromNested([0, Number.NaN]) }, DomainError, /layers\.0\.bias .* NaN/],
    [
      'a mean of another size',
      { ...weights, 'preprocessing.mean': fromNested([1, 2, 3]) },
      ShapeError,
      /mean must be \[2\]/,
    ],
  ])('is refused with %s', async (_, arrays, error, message) => {
    await write(arrays);
    await expect(loadNetwork(path)).rejects.toThrow(error);
    await expect(loadNetwork(path)).rejects.toThrow(message);
  });

  it('lists a few of many unknown tensors', async () => {
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`t${index}`, fromNested([index])]));
    await write(many);
    await expect(loadNetwork(path)).rejects.toThrow(/"t0", "t1", "t2", "t3", "t4" and 2 more/);
  });

  it('is not written if it is no network', async () => {
    const broken = { layers: [{ weight: fromNested([[Number.NaN]]) }] };
    await expect(saveNetwork(join(folder, `broken.${extension}`), broken)).rejects.toThrow(DomainError);
    expect(readdirSync(folder)).not.toContain(`broken.${extension}`);
  });
});

describe('metadata', () => {
  const path = join(folder, 'metadata.safetensors');

  it('of other programs become those of the network', async () => {
    await saveSafetensors(path, weights, { format: 'pt' });
    expect((await loadNetwork(path)).metadata).toEqual({ format: 'pt' });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ version: '2' }, /version "2" of noprior\.relu-network, this release reads 1/],
    [{ version: '1', preprocessing: '{' }, /preprocessing is not JSON/],
    [{ version: '1', preprocessing: '[]' }, /preprocessing must be an object, got \[\]/],
    [{ version: '1', preprocessing: '{"imageShape":[1,2]}' }, /imageShape must be three numbers, got \[1,2\]/],
    [{ version: '1', preprocessing: '{"classes":["a"]}' }, /classes must be two or more of text/],
    [{ version: '1', preprocessing: '{"pixelRange":["0","1"]}' }, /pixelRange must be two of number/],
    [{ version: '1', metadata: '{"a":1}' }, /metadata\.a must be text, got 1/],
  ])('of ours must be as written: %o', async (fields, message) => {
    await saveSafetensors(path, weights, { format: 'noprior.relu-network', ...fields });
    await expect(loadNetwork(path)).rejects.toThrow(FormatError);
    await expect(loadNetwork(path)).rejects.toThrow(message);
  });

  it('of a .npz file must be JSON too', async () => {
    const npz = join(folder, 'metadata.npz');
    await saveNpz(npz, { ...weights, metadata: fromNested([1, 2]) });
    await expect(loadNetwork(npz)).rejects.toThrow(/metadata is not JSON/);
  });

  it('a tensor called metadata means nothing in .safetensors', async () => {
    await saveSafetensors(path, { ...weights, metadata: fromNested([1]) });
    await expect(loadNetwork(path)).rejects.toThrow(/unknown tensors "metadata"/);
  });
});

it('other endings are refused', async () => {
  await expect(saveNetwork(join(folder, 'network.pth'), twoNeurons)).rejects.toThrow(FormatError);
  await expect(loadNetwork(join(folder, 'network.pth'))).rejects.toThrow(FormatError);
  await expect(loadNetwork(join(folder, 'absent.npz'))).rejects.toThrow(SystemError);
});

it('the format of the tensors is plain', async () => {
  const path = join(folder, 'plain.npz');
  await saveNetwork(path, described);
  const { arrays } = await loadArrays(path);
  expect(Object.keys(arrays)).toEqual([
    'layers.0.bias',
    'layers.0.weight',
    'layers.1.weight',
    'metadata',
    'preprocessing.mean',
  ]);
  const text = new TextDecoder().decode(Uint8Array.from(arrays.metadata!.data));
  expect(JSON.parse(text).format).toBe('noprior.relu-network');
});
