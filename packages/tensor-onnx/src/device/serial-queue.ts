import type { OnnxRuntime } from '../runtime/runtime.ts';

/** Jobs that run one after the other in the order in which they came. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Run a job after all jobs before it, whatever became of them. */
  enter<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job);
    this.#last = result.catch(() => {});
    return result;
  }
}

const key = 'noprior.serialQueue';

/** The queue of a runtime. In a browser the runtime refuses to create or run a session while another call is under way, so all
 * backends that share it share one queue. It is kept with the settings of the runtime, which they share too. */
export function serialQueueOf({ env }: Pick<OnnxRuntime, 'env'>): SerialQueue {
  const known = env[key];
  if (known instanceof SerialQueue) return known;
  const queue = new SerialQueue();
  env[key] = queue;
  return queue;
}
