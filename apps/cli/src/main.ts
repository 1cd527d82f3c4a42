import { NopriorError } from '@noprior/tensor';
import { CommanderError } from 'commander';
import { InterruptedError } from './interrupted-error.ts';
import { makeProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Run the command line.
 *
 * @returns exit code: 0 done, 1 failed, 2 usage
 */
export async function main(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(1);
    process.stderr.write('\ninterrupted: finishing this iteration (once more to end at once)\n');
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    env: process.env,
    signal: interrupt.signal,
  };
  try {
    return await runCommand(args, terminal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Run one command on a terminal; errors are written there, and decide the exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await makeProgram(terminal).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      terminal.err(`error: ${error.message}\n`);
      return 2;
    }
    if (error instanceof NopriorError) {
      terminal.err(`error: ${error.message} [${error.code}]\n`);
      return 1;
    }
    if (error instanceof InterruptedError) {
      terminal.err(`${error.message}\n`);
      return 1;
    }
    terminal.err(`unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
