import { type ErrorWithCode, isNopriorError } from '@noprior/tensor';
import { CommanderError } from 'commander';
import { escapeToOneLine } from './escape-controls.ts';
import { inCommandWords, type OptionFlags } from './in-command-words.ts';
import { InterruptedError } from './interrupted-error.ts';
import { toSourceStack } from './source-stack.ts';
import { UsageError } from './usage-error.ts';

/** How a command ended that did not get to its end. */
export interface Failure {
  /** For standard error; empty if the reason stands there already. */
  readonly message: string;
  readonly exitCode: number;
}

/** What an error tells the user: one line that ends with its code, and a stack only for what should not happen.
 *
 * @param flags  of the command that failed
 */
export function describeFailure(error: unknown, flags: OptionFlags = new Map()): Failure {
  if (error instanceof CommanderError) return { message: '', exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof UsageError) return { message: `error: ${escapeToOneLine(error.message)}\n`, exitCode: 2 };
  if (error instanceof InterruptedError) return { message: `${escapeToOneLine(error.message)}\n`, exitCode: 1 };
  if (!(error instanceof Error)) return unexpected(String(error));
  const code = codeOf(error);
  if (code === 'EMFILE' || code === 'ENFILE' || codeOf(error.cause) === 'EMFILE') {
    return failed(`${error.message}; raise the limit of open files, for example: ulimit -n 1024`, 'SYSTEM');
  }
  if ('syscall' in error) return failed(`the system refused: ${error.message}`, 'SYSTEM');
  if (isNopriorError(error)) return failed(toCommandWords(error, flags), error.code);
  if (error instanceof RangeError && /array (buffer )?(length|allocation)/i.test(error.message)) {
    return failed(`arrays of these sizes do not fit into memory (${error.message}); choose smaller ones`, 'DOMAIN');
  }
  return unexpected(toSourceStack(error.stack ?? error.message));
}

function failed(message: string, code: string): Failure {
  return { message: `error: ${escapeToOneLine(message)} [${code}]\n`, exitCode: 1 };
}

function unexpected(text: string): Failure {
  return { message: `unexpected error, please report it: ${text}\n`, exitCode: 1 };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A message in the words of the command line, without the operation that it begins with. */
function toCommandWords(error: ErrorWithCode, flags: OptionFlags): string {
  return inCommandWords(error, flags).replace(/^(?:[a-z]+(?:[A-Z][a-z]*)+: )+/, '');
}
