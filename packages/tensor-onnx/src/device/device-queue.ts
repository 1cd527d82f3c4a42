import { DeviceLostError } from '@noprior/tensor';
import { reasonOf } from '../runtime/reason-of.ts';
import type { SerialQueue } from './serial-queue.ts';

/** Runs that may wait on the device. One that is slower than the program would collect them, with their memory, without end. */
const maxRunsAhead = 64;

/** The jobs of one backend on a device, one after the other in the order of the calls, since memory that a call gives up must
 * outlive the calls before it. A job that fails leaves the device in a state nobody knows, so it and all jobs after it end in a
 * {@link DeviceLostError}.
 */
export class DeviceQueue {
  readonly #backend: string;
  readonly #serial: SerialQueue;
  #lost: DeviceLostError | undefined;
  #runsAhead = 0;
  #waitForDevice: () => Promise<unknown> = () => Promise.resolve();

  /**
   * @param backend  its name, for messages
   * @param serial   runs the jobs, perhaps with those of other backends
   */
  constructor(backend: string, serial: SerialQueue) {
    this.#backend = backend;
    this.#serial = serial;
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
    return this.#serial.enter(async () => {
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
  }

  /** Say how to wait until the device has done what it was told; called within a job. */
  waitWith(wait: () => Promise<unknown>): void {
    this.#waitForDevice = wait;
  }

  /** A job that leaves work on the device: {@link enqueue}, and after every 64 of them a wait for the device.
   *
   * @throws {DeviceLostError} as {@link enqueue}; so a lost device is noticed at the wait, if not before
   */
  enqueueRun<T>(job: () => Promise<T>): Promise<T> {
    return this.enqueue(async () => {
      const value = await job();
      this.#runsAhead++;
      if (this.#runsAhead < maxRunsAhead) return value;
      this.#runsAhead = 0;
      await this.#waitForDevice();
      return value;
    });
  }

  /** Clear something away after all jobs before, on a lost device too; an error of it ends nothing. */
  clear(job: () => unknown): Promise<void> {
    return this.#serial
      .enter(async () => job())
      .then(
        () => {},
        () => {},
      );
  }
}
