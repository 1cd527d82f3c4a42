import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Dtype, makeTypedArray } from '../dtype.ts';
import { DomainError } from '../errors/domain-error.ts';
import { type HostTensor, makeHostTensor } from '../host-tensor.ts';
import { checkShape, type Shape, sizeOf } from '../shape.ts';

/** A stream of random numbers that depends on its seed alone, made on the host so that every backend starts from the
 * same bits. Drawing advances the stream; `fork` gives an independent stream that depends only on the seed and a name,
 * never on how much was drawn before.
 */
export interface Random {
  /** Version of the algorithms behind the numbers; it changes whenever any of them would change. */
  readonly version: 1;
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** Uniform integer in `[low, high)`.
   * @throws {DomainError} unless both are integers and low < high */
  integer(low: number, high: number): number;
  /** A permutation of 0 .. length - 1, every one equally likely.
   * @throws {DomainError} unless the length is an integer from 0 */
  permutation(length: number): number[];
  /** Tensor of independent uniform numbers on [low, high); rounding to the dtype may reach `high` itself.
   * @throws {ShapeError} unless the extents are integers from 0 */
  uniformTensor(shape: Shape, low: number, high: number, dtype?: Dtype): HostTensor;
  /** Tensor of independent normal numbers with mean 0.
   * @throws {ShapeError} unless the extents are integers from 0 */
  normalTensor(shape: Shape, standardDeviation: number, dtype?: Dtype): HostTensor;
  /** `[count, dimension]` points uniform on the sphere of this radius around 0.
   * @throws {ShapeError} unless the extents are integers from 0 */
  sphereTensor(count: number, dimension: number, radius: number, dtype?: Dtype): HostTensor;
  /** Independent stream named `name`; `fork('a/b')` is `fork('a').fork('b')`. */
  fork(name: string): Random;
}

/** Open a stream of random numbers (xoroshiro128+ from pure-rand; normals by Marsaglia's polar method).
 *
 * @param seed integer in [0, 2^53)
 * @throws {DomainError} for any other seed
 * @example makeRandom(1).fork('candidates').normalTensor([80, 784], 0.0034)
 */
export function makeRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new DomainError(`makeRandom: seed must be an integer from 0 to 2^53 - 1, got ${seed}`);
  }
  return new Xoroshiro(hashName(String(seed), ''), seed, '');
}

class Xoroshiro implements Random {
  readonly version = 1;
  readonly #generator: ReturnType<typeof xoroshiro128plus>;
  readonly #seed: number;
  readonly #path: string;
  #spare: number | undefined;

  constructor(state: number, seed: number, path: string) {
    this.#generator = xoroshiro128plus(state);
    this.#seed = seed;
    this.#path = path;
  }

  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spare = v * factor;
        return u * factor;
      }
    }
  }

  integer(low: number, high: number): number {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high <= low) {
      throw new DomainError(`random.integer: expected integers low < high, got ${low} and ${high}`);
    }
    return uniformInt(this.#generator, low, high - 1);
  }

  permutation(length: number): number[] {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new DomainError(`random.permutation: expected a length from 0, got ${length}`);
    }
    const order = Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last--) {
      const other = this.integer(0, last + 1);
      const kept = order[last]!;
      order[last] = order[other]!;
      order[other] = kept;
    }
    return order;
  }

  uniformTensor(shape: Shape, low: number, high: number, dtype: Dtype = 'float64'): HostTensor {
    return this.#fill(shape, dtype, () => low + (high - low) * this.uniform());
  }

  normalTensor(shape: Shape, standardDeviation: number, dtype: Dtype = 'float64'): HostTensor {
    return this.#fill(shape, dtype, () => standardDeviation * this.normal());
  }

  sphereTensor(count: number, dimension: number, radius: number, dtype: Dtype = 'float64'): HostTensor {
    const data = makeTypedArray(dtype, sizeOf(checkShape([count, dimension], 'random.sphereTensor')));
    const row = new Float64Array(dimension);
    for (let i = 0; i < count; i++) {
      let squared = 0;
      for (let j = 0; j < dimension; j++) {
        row[j] = this.normal();
        squared += row[j]! ** 2;
      }
      const factor = radius / Math.sqrt(squared);
      for (let j = 0; j < dimension; j++) data[i * dimension + j] = factor * row[j]!;
    }
    return makeHostTensor(data, [count, dimension]);
  }

  fork(name: string): Random {
    const path = `${this.#path}/${name}`;
    return new Xoroshiro(hashName(String(this.#seed), path), this.#seed, path);
  }

  #fill(shape: Shape, dtype: Dtype, draw: () => number): HostTensor {
    const data = makeTypedArray(dtype, sizeOf(checkShape(shape, 'random')));
    for (let index = 0; index < data.length; index++) data[index] = draw();
    return makeHostTensor(data, shape);
  }
}

/** FNV-1a over the characters of seed and path, finished by murmur3's avalanche: a 32-bit state from a name. */
function hashName(seed: string, path: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}:${path}`) {
    hash ^= character.codePointAt(0)!;
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
