import { DomainError, type HostTensor } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';
import { checkBinaryNetwork, makeNetwork, type NetworkOptions, parameterNames, scaleParameters } from '../src/index.ts';

const sizes = { inputSize: 100, hiddenSizes: [90, 60], seed: 7 } as const;

function moments({ data }: HostTensor): { mean: number; deviation: number; largest: number } {
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  return { mean: sum / data.length, deviation: Math.sqrt(squares / data.length), largest };
}

describe('makeNetwork', () => {
  it('puts biases where the rule says', () => {
    const names = (bias: 'first' | 'none' | 'all'): string[] =>
      parameterNames(makeNetwork({ ...sizes, bias })).filter((name) => name.endsWith('bias'));
    expect(names('first')).toEqual(['layers.0.bias']);
    expect(names('none')).toEqual([]);
    expect(names('all')).toEqual(['layers.0.bias', 'layers.1.bias', 'layers.2.bias']);
    expect(parameterNames(makeNetwork(sizes))).toEqual(parameterNames(makeNetwork({ ...sizes, bias: 'first' })));
  });

  it('draws pytorch layers uniformly within 1/sqrt(in)', () => {
    const { layers } = makeNetwork(sizes);
    for (const [tensor, fanIn] of [
      [layers[0]!.weight, 100],
      [layers[0]!.bias!, 100],
      [layers[1]!.weight, 90],
      [layers[2]!.weight, 60],
    ] as const) {
      const bound = 1 / Math.sqrt(fanIn);
      const { mean, deviation, largest } = moments(tensor);
      const count = tensor.data.length;
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(bound * (1 - 20 / count));
      expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * count));
      expect(Math.abs(deviation / (bound / Math.sqrt(3)) - 1)).toBeLessThan(3 / Math.sqrt(count));
    }
  });

  it('draws weight and bias of a scaled first layer from N(0, scale^2), the rest as pytorch', () => {
    const scaled = makeNetwork({ ...sizes, initialisation: 'scaled-first', scale: 1e-3 });
    for (const tensor of [scaled.layers[0]!.weight, scaled.layers[0]!.bias!]) {
      const { deviation, largest } = moments(tensor);
      expect(Math.abs(deviation / 1e-3 - 1)).toBeLessThan(4 / Math.sqrt(2 * tensor.data.length));
      expect(largest).toBeGreaterThan(2e-3);
    }
    expect(scaled.layers.slice(1)).toEqual(makeNetwork(sizes).layers.slice(1));
    const { weight } = makeNetwork({ ...sizes, initialisation: 'scaled-first' }).layers[0]!;
    expect(moments(weight).deviation).toBeCloseTo(1e-4, 6);
  });

  it('multiplies every parameter of a small network', () => {
    const plain = makeNetwork({ ...sizes, dtype: 'float64' });
    const small = makeNetwork({ ...sizes, dtype: 'float64', initialisation: 'small' });
    for (const [index, layer] of small.layers.entries()) {
      const full = plain.layers[index]!.weight.data;
      const errors = Array.from(layer.weight.data, (value, element) => Math.abs(value - 0.01 * full[element]!));
      expect(Math.max(...errors)).toBeLessThan(1e-17);
    }
  });

  it('depends on the seed, and rounds the same draws in float32', () => {
    const again = makeNetwork(sizes);
    expect(again).toEqual(makeNetwork(sizes));
    const other = makeNetwork({ ...sizes, seed: 8 });
    expect([...other.layers[0]!.weight.data]).not.toEqual([...again.layers[0]!.weight.data]);
    const exact = makeNetwork({ ...sizes, dtype: 'float64' });
    expect([...Float32Array.from(exact.layers[0]!.weight.data)]).toEqual([...again.layers[0]!.weight.data]);
  });

  it('gives every tensor a stream of its own', () => {
    const wider = makeNetwork({ ...sizes, hiddenSizes: [95, 60] });
    expect(wider.layers[2]).toEqual(makeNetwork(sizes).layers[2]);
  });

  it('makes a linear model without hidden layers', () => {
    const network = makeNetwork({ inputSize: 3, hiddenSizes: [], seed: 0 });
    expect(() => checkBinaryNetwork(network)).not.toThrow();
    expect(network.layers.length).toBe(1);
  });

  it.each<[Partial<NetworkOptions>, RegExp]>([
    [{ inputSize: 0 }, /positive integers/],
    [{ hiddenSizes: [2.5] }, /positive integers, got \[100, 2\.5, 1\]/],
    [{ scale: 2 }, /pytorch has no scale/],
    [{ initialisation: 'small', scale: 0 }, /scale must be positive/],
    [{ initialisation: 'scaled-first', scale: Number.NaN }, /scale must be positive/],
    [JSON.parse('{"bias":"last"}'), /first, none or all, got "last"/],
    [JSON.parse('{"initialisation":"he"}'), /got "he"/],
    [{ seed: -1 }, /seed/],
  ])('refuses %o', (wrong, message) => {
    expect(() => makeNetwork({ ...sizes, ...wrong })).toThrow(DomainError);
    expect(() => makeNetwork({ ...sizes, ...wrong })).toThrow(message);
  });
});

it('scaleParameters multiplies weights and biases', () => {
  const network = makeNetwork({ inputSize: 2, hiddenSizes: [2], seed: 0, dtype: 'float64' });
  const doubled = scaleParameters(network, 2);
  expect([...doubled.layers[0]!.bias!.data]).toEqual([...network.layers[0]!.bias!.data].map((value) => 2 * value));
  expect([...doubled.layers[1]!.weight.data]).toEqual([...network.layers[1]!.weight.data].map((value) => 2 * value));
});

it('more weights than fit into any memory are refused before they are drawn', () => {
  const huge = () => makeNetwork({ inputSize: 784, hiddenSizes: [1e9], seed: 0 });
  expect(huge).toThrow(DomainError);
  expect(huge).toThrow(/784-1000000000-1 make 7\.85e\+11 weights \(3140 GB in float32\)/);
});
