/** Milliseconds after which a loop lets timers and signals of the host run, once. */
const every = 50;

/** A pause for a loop of short asynchronous steps, which alone would keep timers and signals of the host waiting: at
 * most every 50 ms it gives them a turn, else it does nothing.
 *
 * @example const pause = yieldToEventLoop(); while (busy()) { await step(); await pause(); }
 */
export function yieldToEventLoop(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= every) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
