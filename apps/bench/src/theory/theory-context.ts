/** What a job of a theory suite is given. */
export interface TheoryContext {
  /** Folder with the MNIST files. */
  readonly dataDir?: string;
  readonly onProgress: (line: string) => void;
}

/** Seconds in words for progress lines.
 *
 * @example secondsLeftText(75) // => 'about 75 s left'
 */
export function secondsLeftText(seconds: number | undefined): string {
  return seconds === undefined || !Number.isFinite(seconds)
    ? 'time left unknown'
    : `about ${Math.ceil(seconds)} s left`;
}
