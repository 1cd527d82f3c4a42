import { checkArguments } from './check-arguments.ts';
import { describeFailure } from './describe-failure.ts';
import { Interrupts } from './interrupts.ts';
import { makeProgram, optionFlags } from './program.ts';
import { openTerminal, type Streams } from './terminal.ts';

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
  const streams: Streams = {
    out: (text) => process.stdout.write(text),
    err,
    interactive: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    env: process.env,
    holdInterrupts: () => interrupts.hold(),
  };
  try {
    const code = await runCommand(args, streams);
    return lost ? 1 : code;
  } finally {
    interrupts.release();
  }
}

/** Run one command; errors are written to `err`, and decide the exit code. */
export async function runCommand(args: readonly string[], streams: Streams): Promise<number> {
  const terminal = openTerminal(streams);
  const program = makeProgram(terminal);
  try {
    checkArguments(args);
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    const { message, exitCode } = describeFailure(error, optionFlags(program, args));
    terminal.err(message);
    return exitCode;
  }
}
