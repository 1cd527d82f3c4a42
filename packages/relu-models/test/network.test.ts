import { DomainError, DtypeError, fromNested, ShapeError } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';
import {
  checkBinaryNetwork,
  hiddenSizes,
  inputSize,
  type Preprocessing,
  parameterNames,
  parameters,
  type ReluNetwork,
  toNetworkDtype,
  withParameters,
} from '../src/index.ts';
import { twoNeurons } from './two-neurons.ts';

const [first, second] = twoNeurons.layers;

describe('checkBinaryNetwork', () => {
  const refused = (network: ReluNetwork, error: new (message: string) => Error, message: RegExp): void => {
    expect(() => checkBinaryNetwork(network)).toThrow(error);
    expect(() => checkBinaryNetwork(network)).toThrow(message);
  };

  it('accepts a network and one of a single layer', () => {
    expect(() => checkBinaryNetwork(twoNeurons)).not.toThrow();
    expect(() => checkBinaryNetwork({ layers: [{ weight: fromNested([[1, 2]]) }] })).not.toThrow();
  });

  it('refuses shapes that are no chain', () => {
    refused({ layers: [] }, ShapeError, /no layers/);
    refused(
      { layers: [{ weight: fromNested([1, 2]) }] },
      ShapeError,
      /layers\.0\.weight must be \[out, in\], got \[2\]/,
    );
    refused({ layers: [first!, { weight: fromNested([[1, 2, 3]]) }] }, ShapeError, /layer 0 has 2 units/);
    refused({ layers: [{ ...first!, bias: fromNested([1]) }, second!] }, ShapeError, /layers\.0\.bias must be \[2\]/);
  });

  it('says that it takes binary networks only', () => {
    refused({ layers: [first!] }, ShapeError, /2 output units; only binary networks/);
  });

  it('names the tensor that is not finite', () => {
    const broken = fromNested([Number.NaN, 0]);
    refused({ layers: [{ ...first!, bias: broken }, second!] }, DomainError, /layers\.0\.bias .* element 0 is NaN/);
    const infinite = fromNested([[1, Number.NEGATIVE_INFINITY]]);
    refused({ layers: [first!, { weight: infinite }] }, DomainError, /layers\.1\.weight .* element 1 is -Infinity/);
  });

  it('refuses mixed dtypes', () => {
    refused(
      { layers: [first!, { weight: fromNested([[2, -3]], 'float32') }] },
      DtypeError,
      /layers\.1\.weight is float32/,
    );
  });

  it.each<[string, Preprocessing, new (message: string) => Error, RegExp]>([
    ['mean', { mean: fromNested([1, 2, 3]) }, ShapeError, /mean must be \[2\]/],
    ['NaN mean', { mean: fromNested([1, Number.NaN]) }, DomainError, /element 1 of preprocessing\.mean/],
    ['image', { imageShape: [1, 2, 2] }, ShapeError, /with 2 elements, got \[1, 2, 2\]/],
    ['range', { pixelRange: [1, 1] }, DomainError, /low < high/],
  ])('refuses a preprocessing that does not fit: %s', (_, preprocessing, error, message) => {
    refused({ ...twoNeurons, preprocessing }, error, message);
  });

  it('accepts a preprocessing that fits', () => {
    const preprocessing: Preprocessing = {
      mean: fromNested([0.5, 0.25]),
      imageShape: [1, 1, 2],
      classes: ['even', 'odd'],
      pixelRange: [0, 1],
    };
    expect(() => checkBinaryNetwork({ ...twoNeurons, preprocessing })).not.toThrow();
  });
});

describe('parameters', () => {
  it('come in a fixed order, without absent biases', () => {
    expect(parameterNames(twoNeurons)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.1.weight']);
    expect(parameters(twoNeurons)['layers.1.weight']).toBe(second!.weight);
  });

  it('go back into a network', () => {
    expect(withParameters(twoNeurons, parameters(twoNeurons))).toEqual(twoNeurons);
    expect(() => withParameters(twoNeurons, {})).toThrow(/layers\.0\.weight is missing/);
  });
});

it('sizes', () => {
  expect(inputSize(twoNeurons)).toBe(2);
  expect(hiddenSizes(twoNeurons)).toEqual([2]);
});

it('toNetworkDtype converts parameters and mean, and keeps the rest', () => {
  const network: ReluNetwork = {
    ...twoNeurons,
    preprocessing: { mean: fromNested([0.1, 0.2]), classes: ['a', 'b'] },
    metadata: { origin: 'test' },
  };
  const converted = toNetworkDtype(network, 'float32');
  expect(Object.values(parameters(converted)).map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32']);
  expect(converted.preprocessing?.mean?.dtype).toBe('float32');
  expect(converted.preprocessing?.classes).toEqual(['a', 'b']);
  expect(converted.metadata).toEqual({ origin: 'test' });
});
