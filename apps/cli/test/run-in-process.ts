import { runCommand } from '../src/main.ts';

/** Exit code and output of a command that runs in this process. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The terminal of a command that runs in this process. */
export interface InProcess {
  /** Aborted by an interrupt. */
  readonly signal?: AbortSignal;
  /** Whether it can rewrite a line. Default false. */
  readonly interactive?: boolean;
  /** Called with every part of standard error. */
  readonly onErr?: (part: string) => void;
}

/** Run a command in this process: for the many cases that end before anything is computed. */
export async function runInProcess(...args: string[]): Promise<Outcome> {
  return runOnTerminal(args, {});
}

/** Run a command in this process on a terminal of one's own. */
export async function runOnTerminal(
  args: readonly string[],
  { signal = new AbortController().signal, interactive = false, onErr }: InProcess,
): Promise<Outcome> {
  const text = { out: '', err: '' };
  const code = await runCommand(args, {
    out: (part) => {
      text.out += part;
    },
    err: (part) => {
      text.err += part;
      onErr?.(part);
    },
    interactive,
    env: {},
    holdInterrupts: () => signal,
  });
  return { code, ...text };
}
