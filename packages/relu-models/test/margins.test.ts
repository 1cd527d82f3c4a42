import { DomainError, fromNested, type HostTensor, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { activationPatterns, logits, makeNetwork, margins } from '../src/index.ts';
import { twoNeurons } from './two-neurons.ts';

const backend = openReference();
const x = fromNested([
  [2, 1],
  [-1, 1],
  [1, 3],
]);

describe('margins', () => {
  it('are labels times logits', async () => {
    const q = await margins(backend, twoNeurons, { x, y: fromNested([1, -1, 1]) });
    expect(q.shape).toEqual([3]);
    expect([...q.data]).toEqual([4, 9, -15]);
  });

  it('come in the dtype of the network', async () => {
    const network = makeNetwork({ inputSize: 2, hiddenSizes: [3], seed: 0 });
    expect((await margins(backend, network, { x, y: fromNested([1, -1, 1]) })).dtype).toBe('float32');
    expect((await logits(backend, network, x)).dtype).toBe('float32');
  });

  it.each<[string, HostTensor, HostTensor, new (message: string) => Error, RegExp]>([
    ['columns', fromNested([[1, 2, 3]]), fromNested([1]), ShapeError, /x must be \[n, 2\], got \[1, 3\]/],
    ['no samples', { ...fromNested([]), shape: [0, 2] }, fromNested([]), ShapeError, /x must be \[n, 2\]/],
    ['labels', x, fromNested([1, 1]), ShapeError, /y must be \[3\]/],
    ['label 0', x, fromNested([1, 0, 1]), DomainError, /y\[1\] is 0/],
    ['NaN', fromNested([[1, Number.NaN]]), fromNested([1]), DomainError, /x\[0, 1\] is NaN/],
  ])('refuse %s', async (_, wrongX, wrongY, error, message) => {
    const run = (): Promise<HostTensor> => margins(backend, twoNeurons, { x: wrongX, y: wrongY });
    await expect(run).rejects.toThrow(error);
    await expect(run).rejects.toThrow(message);
  });
});

describe('activationPatterns', () => {
  it('tells the active units of every hidden layer', async () => {
    const patterns = await activationPatterns(backend, twoNeurons, x);
    // Pre-activations are [2, 0], [-1, 3], [-1, 5]: the one at 0 is not active.
    expect(patterns.map(({ shape, data }) => [shape, [...data]])).toEqual([
      [
        [3, 2],
        [1, 0, 0, 1, 0, 1],
      ],
    ]);
  });

  it('has one tensor for each hidden layer, none for a linear model', async () => {
    const deep = makeNetwork({ inputSize: 2, hiddenSizes: [4, 5], seed: 1 });
    expect((await activationPatterns(backend, deep, x)).map(({ shape }) => shape)).toEqual([
      [3, 4],
      [3, 5],
    ]);
    const linear = makeNetwork({ inputSize: 2, hiddenSizes: [], seed: 1 });
    expect(await activationPatterns(backend, linear, x)).toEqual([]);
  });

  it('refuses samples of another size', async () => {
    await expect(activationPatterns(backend, twoNeurons, fromNested([[1]]))).rejects.toThrow(ShapeError);
  });
});
