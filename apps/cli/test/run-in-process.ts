import { runCommand } from '../src/main.ts';

/** Exit code and output of a command that runs in this process. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Run a command in this process: for the many cases that end before anything is computed. */
export async function runInProcess(...args: string[]): Promise<Outcome> {
  const text = { out: '', err: '' };
  const code = await runCommand(args, {
    out: (part) => {
      text.out += part;
    },
    err: (part) => {
      text.err += part;
    },
    interactive: false,
    env: {},
    holdInterrupts: () => new AbortController().signal,
  });
  return { code, ...text };
}
