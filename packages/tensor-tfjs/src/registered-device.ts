import { DeviceLostError, DomainError, type Shape } from '@noprior/tensor';
import type { KernelDevice, KernelTraits } from './kernel-device.ts';
import type {
  KernelAttributes,
  KernelBackend,
  KernelInputs,
  RegisteredKernel,
  TfjsCore,
  Value,
} from './tfjs-modules.ts';

/** Options of {@link RegisteredDevice}. */
export interface RegisteredDeviceOptions {
  /** Name of our backend, as `tfjs:cpu`. */
  readonly name: string;
  /** Name under which tfjs registers the kernels, as `cpu`. */
  readonly kernels: string;
  readonly traits: KernelTraits;
  readonly core: Pick<TfjsCore, 'getKernel'>;
  readonly backend: KernelBackend;
  /** Called by `close`, once all values are freed. */
  readonly onClose: () => void;
}

/** Calls the registered kernels of one tfjs backend instance, past tfjs's engine: its current backend is neither asked nor
 * changed, and nothing is moved between backends. */
export class RegisteredDevice implements KernelDevice {
  readonly name: string;
  readonly traits: KernelTraits;
  readonly forgotten: FinalizationRegistry<Value>;
  readonly #options: RegisteredDeviceOptions;
  readonly #kernels = new Map<string, RegisteredKernel>();
  readonly #live = new Set<Value>();
  #failure: DeviceLostError | undefined;

  constructor(options: RegisteredDeviceOptions) {
    this.name = options.name;
    this.traits = options.traits;
    this.#options = options;
    this.forgotten = new FinalizationRegistry((value) => this.free(value));
  }

  get live(): number {
    return this.#live.size;
  }

  buffers(): number {
    return this.#options.backend.numDataIds();
  }

  /** Refuse everything from now on. */
  fail(failure: DeviceLostError): void {
    this.#failure ??= failure;
  }

  /** @throws {DeviceLostError} after `fail` */
  check(): void {
    // A new error each time, so that its stack names the call that was refused.
    if (this.#failure !== undefined) throw new DeviceLostError(this.#failure.message, { cause: this.#failure });
  }

  session<T>(body: () => T): T {
    this.check();
    try {
      return body();
    } catch (cause) {
      // WebAssembly.RuntimeError: a trap or an abort, after which its memory is in no known state.
      if (!(cause instanceof Error) || cause.name !== 'RuntimeError') throw cause;
      this.fail(
        new DeviceLostError(`${this.name}: WebAssembly stopped (${cause.message}); start a new process`, { cause }),
      );
      throw this.#failure;
    }
  }

  run(kernel: string, inputs: KernelInputs, attrs: KernelAttributes = {}): Value {
    const { backend } = this.#options;
    const result: Value | Value[] = Reflect.apply(this.#find(kernel).kernelFunc, undefined, [
      { inputs, attrs, backend },
    ]);
    if (Array.isArray(result))
      throw new DomainError(`${this.name}: ${kernel} gave ${result.length} values, expected one`);
    return this.#own(result);
  }

  write(values: Float32Array, shape: Shape): Value {
    const dataId = this.#options.backend.write(values, [...shape], 'float32');
    return this.#own({ dataId, shape: [...shape], dtype: 'float32' });
  }

  view({ dataId, dtype }: Value, shape: Shape): Value {
    this.#options.backend.incRef(dataId);
    return this.#own({ dataId, shape: [...shape], dtype });
  }

  free(value: Value): void {
    if (this.#live.delete(value)) this.#options.backend.disposeData(value.dataId);
  }

  async read({ dataId }: Value): Promise<Float32Array> {
    this.check();
    const values = await this.#options.backend.read(dataId);
    if (!(values instanceof Float32Array)) throw new DomainError(`${this.name}: read: the value is not float32`);
    // The backend may keep what it gave.
    return values.slice();
  }

  async settle(): Promise<void> {}

  async close(): Promise<void> {
    for (const value of this.#live) this.free(value);
    this.#options.onClose();
  }

  #find(kernel: string): RegisteredKernel {
    const before = this.#kernels.get(kernel);
    if (before !== undefined) return before;
    const found = this.#options.core.getKernel(kernel, this.#options.kernels);
    if (found === undefined) throw new DomainError(`${this.name}: tfjs has no kernel ${kernel} here`);
    this.#kernels.set(kernel, found);
    return found;
  }

  /** A kernel may give one of its inputs back; every value is an object of its own here. */
  #own(value: Value): Value {
    const own = this.#live.has(value) ? { ...value } : value;
    this.#live.add(own);
    return own;
  }
}
