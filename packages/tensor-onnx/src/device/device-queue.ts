import { DeviceLostError } from '@noprior/tensor';
import { reasonOf } from '../runtime/reason-of.ts';

/** The jobs of one device, one after the other in the order of the calls.
 *
 * ONNX Runtime in a browser does not take a second run while one is under way; and memory that a call gives up must outlive
 * the calls before it. A job that fails leaves the device in a state nobody knows, so it and all jobs after it end in a
 * {@link DeviceLostError}.
 */
export class DeviceQueue {
  readonly #backend: string;
  #last: Promise<unknown> = Promise.resolve();
  #lost: DeviceLostError | undefined;

  /** @param backend  its name, for messages */
  constructor(backend: string) {
    this.#backend = backend;
  }

  /** Declare the device lost; the first reason stays.
   *
   * @returns the error that every job from now on ends in
   */
  lose(reason: unknown): DeviceLostError {
    this.#lost ??= new DeviceLostError(
      `${this.#backend}: the device is lost or refused a job (${reasonOf(reason)}); open the backend again, with smaller tensors if memory ran out`,
      { cause: reason },
    );
    return this.#lost;
  }

  /** Run a job after all jobs before it.
   *
   * @throws {DeviceLostError} if the device was lost before, while, or because the job ran
   */
  enqueue<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      if (this.#lost !== undefined) throw this.#lost;
      let value: T;
      try {
        value = await job();
      } catch (error) {
        throw this.lose(error);
      }
      if (this.#lost !== undefined) throw this.#lost;
      return value;
    });
    this.#last = result.catch(() => {});
    return result;
  }

  /** Clear something away after all jobs before, on a lost device too; an error of it ends nothing. */
  clear(job: () => unknown): Promise<void> {
    const result = this.#last.then(job).then(
      () => {},
      () => {},
    );
    this.#last = result;
    return result;
  }
}
