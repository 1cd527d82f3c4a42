import { type DeviceTensor, DomainError, type Dtype, type Shape, type TypedArray } from '@noprior/tensor';

/** Device tensor of the CPU backend: memory that ONNX Runtime reads and writes in place, until it is given up. */
export class OnnxTensor implements DeviceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
  #data: TypedArray | undefined;

  constructor(data: TypedArray, shape: Shape) {
    this.shape = [...shape];
    this.dtype = data instanceof Float32Array ? 'float32' : 'float64';
    this.#data = data;
  }

  /** @throws {DomainError} after the tensor was donated or released */
  get data(): TypedArray {
    if (this.#data === undefined) {
      throw new DomainError(
        'onnx:cpu: this tensor was donated or released; use the output that replaced it, or upload again',
      );
    }
    return this.#data;
  }

  release(): void {
    this.#data = undefined;
  }

  /** @throws {DomainError} for a tensor of another backend */
  static of(tensor: DeviceTensor): OnnxTensor {
    if (tensor instanceof OnnxTensor) return tensor;
    throw new DomainError('onnx:cpu: this tensor belongs to another backend; upload it here first');
  }
}
