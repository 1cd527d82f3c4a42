import { type DeviceTensor, DomainError, type Dtype, type Shape, type TypedArray } from '@noprior/tensor';

/** Device tensor of a backend that computes in the memory of the host: an array, until it is given up. */
export class HostMemoryTensor implements DeviceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly #owner: string;
  #data: TypedArray | undefined;

  /** @param owner  name of the backend, for messages */
  constructor(owner: string, data: TypedArray, shape: Shape) {
    this.shape = [...shape];
    this.dtype = data instanceof Float32Array ? 'float32' : 'float64';
    this.#owner = owner;
    this.#data = data;
  }

  /** @throws {DomainError} after the tensor was donated or released */
  get data(): TypedArray {
    if (this.#data === undefined) {
      throw new DomainError(
        `${this.#owner}: this tensor was donated or released; use the output that replaced it, or upload again`,
      );
    }
    return this.#data;
  }

  release(): void {
    this.#data = undefined;
  }

  /** @throws {DomainError} for a tensor of another backend */
  static of(tensor: DeviceTensor, owner: string): HostMemoryTensor {
    if (tensor instanceof HostMemoryTensor && tensor.#owner === owner) return tensor;
    throw new DomainError(`${owner}: this tensor belongs to another backend; upload it here first`);
  }
}
