import { describeFailure } from './describe-failure.ts';
import { Interrupts } from './interrupts.ts';
import { makeProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Run the command line on the streams of this process.
 *
 * @returns exit code: 0 done, 1 failed, 2 usage
 */
export async function main(args: readonly string[]): Promise<number> {
  const err = (text: string): void => void process.stderr.write(text);
  const interrupts = new Interrupts(err);
  let lost = false;
  // A reader that has seen enough, as in `noprior kkt | head`, is no failure; a full disk is.
  process.stdout.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'EPIPE') return;
    lost = true;
    process.exitCode = 1;
    err(`error: cannot write to standard output (${error.message}) [SYSTEM]\n`);
  });
  process.stderr.on('error', () => undefined);
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err,
    interactive: process.stderr.isTTY === true,
    env: process.env,
    holdInterrupts: () => interrupts.hold(),
  };
  try {
    const code = await runCommand(args, terminal);
    return lost ? 1 : code;
  } finally {
    interrupts.release();
  }
}

/** Run one command on a terminal; errors are written there, and decide the exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await makeProgram(terminal).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    const { message, exitCode } = describeFailure(error);
    terminal.err(message);
    return exitCode;
  }
}
