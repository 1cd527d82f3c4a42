import { type Outcome, runOnTerminal } from './run-in-process.ts';

/** Run a command in this process on a terminal that can rewrite a line, and interrupt it at once, or as soon as standard error has a text. */
export async function runInterrupted(args: readonly string[], after?: RegExp): Promise<Outcome> {
  const controller = new AbortController();
  if (after === undefined) controller.abort();
  return runOnTerminal(args, {
    signal: controller.signal,
    interactive: true,
    onErr: (part) => {
      if (after?.test(part)) controller.abort();
    },
  });
}
