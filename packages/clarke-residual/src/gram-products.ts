import {
  type Backend,
  type DeviceTensor,
  makeHostTensor,
  matmul,
  type Tensor,
  type TensorSpec,
  type TypedArray,
  trace,
} from '@noprior/tensor';
import { addRows } from './add-rows.ts';
import type { ClarkeSystem } from './clarke-system.ts';

/** Products K_l M_l of every layer of a {@link ClarkeSystem}, on a backend, in float64. */
export interface GramProducts {
  /** From now on with the K_l of this system; systems of one instance share their shapes. */
  use(system: ClarkeSystem): Promise<void>;
  /** @param M  [n, units] for every layer */
  multiply(M: readonly Float64Array[]): Promise<Float64Array[]>;
  /** R^T R of {@link squaredRows} rows [n]; not where products are made here.
   *
   * @param R  [squaredRows, n]
   * @returns  [n * n] */
  readonly square?: (R: Float64Array) => Promise<Float64Array>;
  dispose(): Promise<void>;
}

/** Rows of which `square` takes the products at once. */
export const squaredRows = 1024;

/** Up to so many multiplications a call of a backend takes longer than the loops here. */
const smallProducts = 1e7;

/** Products for systems of n samples and these units: on the backend, or here where they are small. */
export async function makeGramProducts(
  backend: Backend,
  { count, units }: Pick<ClarkeSystem, 'count' | 'units'>,
): Promise<GramProducts> {
  const multiplications = count * count * units.reduce((a, b) => a + b);
  return multiplications <= smallProducts ? makeHostProducts(count) : makeBackendProducts(backend, count, units);
}

function makeHostProducts(count: number): GramProducts {
  let grams: readonly Float64Array[] = [];
  return {
    use(system) {
      grams = system.grams;
      return Promise.resolve();
    },
    multiply: (M) => Promise.resolve(grams.map((gram, layer) => multiplyRows(gram, M[layer]!, count))),
    dispose: () => Promise.resolve(),
  };
}

/** K M, by rows of M that are added up. */
function multiplyRows(gram: Float64Array, M: Float64Array, count: number): Float64Array {
  const width = M.length / count;
  const rows = Array.from({ length: count }, (_, i) => M.subarray(i * width, (i + 1) * width));
  const product = new Float64Array(M.length);
  for (let r = 0; r < count; r++) {
    addRows(product.subarray(r * width, (r + 1) * width), rows, gram.subarray(r * count, (r + 1) * count));
  }
  return product;
}

async function makeBackendProducts(backend: Backend, count: number, units: readonly number[]): Promise<GramProducts> {
  const dtype = 'float64';
  const specs: Record<string, TensorSpec> = {};
  for (const [layer, width] of units.entries()) {
    specs[`gram.${layer}`] = { shape: [count, count], dtype };
    specs[`m.${layer}`] = { shape: [count, width], dtype };
  }
  const graph = trace(specs, (inputs) => {
    const outputs: Record<string, Tensor> = {};
    for (const layer of units.keys()) outputs[`p.${layer}`] = matmul(inputs[`gram.${layer}`]!, inputs[`m.${layer}`]!);
    return outputs;
  });
  const executable = await backend.compile(graph);
  const squares = await backend.compile(
    trace({ r: { shape: [squaredRows, count], dtype } }, ({ r }) => ({ p: matmul(r!, r!, { transposeA: true }) })),
  );
  let grams: Record<string, DeviceTensor> = {};
  const releaseAll = (tensors: Readonly<Record<string, DeviceTensor>>): void => {
    for (const tensor of new Set(Object.values(tensors))) backend.release(tensor);
  };
  return {
    async use(system) {
      releaseAll(grams);
      grams = {};
      for (const [layer, gram] of system.grams.entries()) {
        grams[`gram.${layer}`] = await backend.upload(makeHostTensor(gram, [count, count]));
      }
    },
    async multiply(M) {
      const given: Record<string, DeviceTensor> = {};
      for (const [layer, width] of units.entries()) {
        given[`m.${layer}`] = await backend.upload(makeHostTensor(M[layer]!, [count, width]));
      }
      const outputs = await executable.run({ ...grams, ...given });
      const products: Float64Array[] = [];
      for (const layer of units.keys()) {
        products.push(toFloat64Array((await backend.read(outputs[`p.${layer}`]!)).data));
      }
      releaseAll({ ...given, ...outputs });
      return products;
    },
    async square(R) {
      const given = { r: await backend.upload(makeHostTensor(R, [squaredRows, count])) };
      const outputs = await squares.run(given);
      const product = toFloat64Array((await backend.read(outputs.p!)).data);
      releaseAll({ ...given, ...outputs });
      return product;
    },
    async dispose() {
      releaseAll(grams);
      grams = {};
      await executable.dispose();
      await squares.dispose();
    },
  };
}

function toFloat64Array(data: TypedArray): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
