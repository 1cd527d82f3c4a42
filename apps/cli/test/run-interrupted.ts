import { runCommand } from '../src/main.ts';
import type { Outcome } from './run-in-process.ts';

/** Run a command in this process on a terminal that can rewrite a line, and interrupt it at once, or as soon as standard error has a text. */
export async function runInterrupted(args: readonly string[], after?: RegExp): Promise<Outcome> {
  const controller = new AbortController();
  if (after === undefined) controller.abort();
  const text = { out: '', err: '' };
  const code = await runCommand(args, {
    out: (part) => {
      text.out += part;
    },
    err: (part) => {
      text.err += part;
      if (after?.test(part)) controller.abort();
    },
    interactive: true,
    env: {},
    holdInterrupts: () => controller.signal,
  });
  return { code, ...text };
}
