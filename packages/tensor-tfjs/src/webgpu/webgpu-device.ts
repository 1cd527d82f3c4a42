import { DeviceLostError, definedOnly } from '@noprior/tensor';
import { firstLine } from '../load-package.ts';
import { RegisteredDevice, type RegisteredDeviceOptions } from '../registered-device.ts';
import type { Value } from '../tfjs-modules.ts';
import type { Gpu, GpuDevice } from './gpu-types.ts';

/** Kinds of error that WebGPU reports after the call that caused them. */
const filters = ['validation', 'out-of-memory', 'internal'] as const;

/** Runs whose errors may still be unknown. More would pile up in a loop that never reads. */
const maxUnsettled = 8;

/** Runs after which the GPU must have caught up. */
const maxAhead = 64;

/** Device of tfjs:webgpu. WebGPU reports most errors later, and tfjs does not look: it would go on with buffers that were never
 * made. Here every run is enclosed in error scopes, a read waits for those of all runs before it, and the first error, or the
 * loss of the device, makes everything after it fail. */
export class WebgpuDevice extends RegisteredDevice {
  /** Both, since the devices of Dawn's GPU object never answer again once it is garbage collected. */
  readonly #opened: { readonly gpu: Gpu; readonly device: GpuDevice };
  readonly #unsettled: Promise<void>[] = [];
  #closed = false;
  #ahead = 0;

  constructor(options: RegisteredDeviceOptions, gpu: Gpu, gpuDevice: GpuDevice) {
    super(options);
    this.#opened = { gpu, device: gpuDevice };
    gpuDevice.addEventListener('uncapturederror', (event) => {
      event.preventDefault?.();
      this.#fail(event.error.message);
    });
    gpuDevice.lost.then(({ reason, message }) => {
      if (!this.#closed) this.#fail(`the device was lost (${reason}): ${message}`);
    });
  }

  override session<T>(body: () => T): T {
    this.check();
    for (const filter of filters) this.#opened.device.pushErrorScope(filter);
    try {
      return super.session(body);
    } finally {
      this.#unsettled.push(this.#popScopes());
    }
  }

  override async read(value: Value): Promise<Float32Array> {
    // The call records and submits; it waits for the GPU later, outside the scopes.
    const reading = this.session(() => super.read(value));
    try {
      const [values] = await Promise.all([reading, ...this.#unsettled.splice(0)]);
      this.check();
      return values;
    } catch (cause) {
      this.check();
      this.#fail(`reading failed: ${firstLine(cause)}`, cause);
      throw new DeviceLostError(`${this.name}: reading failed: ${firstLine(cause)}; open the backend again`, { cause });
    }
  }

  override async settle(): Promise<void> {
    while (this.#unsettled.length > maxUnsettled) await this.#unsettled.shift();
    if (++this.#ahead < maxAhead) return;
    this.#ahead = 0;
    await this.#opened.device.queue.onSubmittedWorkDone().catch(() => {});
  }

  override async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#unsettled.splice(0));
    await super.close();
  }

  async #popScopes(): Promise<void> {
    const errors = await Promise.all(filters.map(() => this.#opened.device.popErrorScope().catch(() => null)));
    for (const error of errors) if (error !== null) this.#fail(error.message);
  }

  #fail(message: string, cause?: unknown): void {
    this.fail(
      new DeviceLostError(
        `${this.name}: ${firstLine(message)}; results since then are lost, open the backend again`,
        definedOnly({ cause }),
      ),
    );
  }
}
