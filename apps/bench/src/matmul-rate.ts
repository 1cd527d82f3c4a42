import { type Backend, type Dtype, fillHostTensor, makeRandom, matmul, trace } from '@noprior/tensor';

/** A probe of the machine: the product of [1000, 784] and [784, 1000], both given at run time. */
export class MatmulRate {
  readonly #run: () => Promise<void>;

  private constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  static async open(backend: Backend, dtype: Dtype): Promise<MatmulRate> {
    const random = makeRandom(0);
    // The last product is given up to the next one, so that no memory is taken anew.
    const specs = {
      a: { shape: [1000, 784], dtype },
      b: { shape: [784, 1000], dtype },
      last: { shape: [1000, 1000], dtype },
    };
    const executable = await backend.compile(trace(specs, ({ a, b }) => ({ product: matmul(a, b) })));
    const a = await backend.upload(random.normalTensor([1000, 784], 1, dtype));
    const b = await backend.upload(random.normalTensor([784, 1000], 1, dtype));
    let last = await backend.upload(fillHostTensor(0, [1000, 1000], dtype));
    return new MatmulRate(async () => {
      const { product } = await executable.run({ a, b, last }, { donate: ['last'] });
      last = product!;
    });
  }

  /** GFLOPS of products one after the other, some of them first for warming up. */
  async measure(warmUp: number, repetitions: number): Promise<number[]> {
    const rates: number[] = [];
    for (let repetition = -warmUp; repetition < repetitions; repetition++) {
      const began = performance.now();
      await this.#run();
      if (repetition >= 0) rates.push((2 * 1000 * 784 * 1000) / ((performance.now() - began) * 1e6));
    }
    return rates;
  }
}
