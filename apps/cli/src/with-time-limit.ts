/** The longest time, in milliseconds, that timers take. */
const longest = 2 ** 31 - 1;

/** A signal that is aborted with another one, or after so many seconds. */
export function withTimeLimit(signal: AbortSignal, maxSeconds: number | undefined): AbortSignal {
  if (maxSeconds === undefined) return signal;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.min(longest, Math.ceil(1000 * maxSeconds)))]);
}
