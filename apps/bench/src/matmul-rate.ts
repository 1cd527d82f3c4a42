import { type Backend, type DeviceTensor, type Dtype, makeRandom, matmul, trace } from '@noprior/tensor';

/** A probe of the machine: the product of [1000, 784] and [784, 1000], both given at run time. */
export class MatmulRate {
  readonly #run: () => Promise<void>;

  private constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  static async open(backend: Backend, dtype: Dtype): Promise<MatmulRate> {
    const random = makeRandom(0);
    const graph = trace({ a: { shape: [1000, 784], dtype }, b: { shape: [784, 1000], dtype } }, ({ a, b }) => ({
      product: matmul(a, b),
    }));
    const executable = await backend.compile(graph);
    const inputs: Record<string, DeviceTensor> = {
      a: await backend.upload(random.normalTensor([1000, 784], 1, dtype)),
      b: await backend.upload(random.normalTensor([784, 1000], 1, dtype)),
    };
    return new MatmulRate(async () => {
      const { product } = await executable.run(inputs);
      backend.release(product!);
    });
  }

  /** GFLOPS of one product. */
  async measure(): Promise<number> {
    const began = performance.now();
    await this.#run();
    return (2 * 1000 * 784 * 1000) / ((performance.now() - began) * 1e6);
  }
}
