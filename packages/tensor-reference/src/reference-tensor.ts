import { type DeviceTensor, DomainError, type HostTensor, type TypedArray } from '@noprior/tensor';

/** Device tensor of the reference backend: elements in the host's memory, until they are released. */
export class ReferenceTensor implements DeviceTensor {
  readonly shape: HostTensor['shape'];
  readonly dtype: HostTensor['dtype'];
  #data: TypedArray | undefined;

  constructor({ shape, dtype, data }: HostTensor) {
    this.shape = shape;
    this.dtype = dtype;
    this.#data = data;
  }

  /** @throws {DomainError} after the tensor was donated or released */
  get data(): TypedArray {
    if (this.#data === undefined) throw new DomainError('reference: this tensor was donated or released');
    return this.#data;
  }

  release(): void {
    this.#data = undefined;
  }

  /** @throws {DomainError} for a tensor of another backend */
  static of(tensor: DeviceTensor): ReferenceTensor {
    if (tensor instanceof ReferenceTensor) return tensor;
    throw new DomainError('reference: this tensor belongs to another backend; upload it here first');
  }
}
