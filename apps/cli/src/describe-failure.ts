import { NopriorError } from '@noprior/tensor';
import { CommanderError } from 'commander';
import { InterruptedError } from './interrupted-error.ts';
import { UsageError } from './usage-error.ts';

/** How a command ended that did not get to its end. */
export interface Failure {
  /** For standard error; empty if the reason stands there already. */
  readonly message: string;
  readonly exitCode: number;
}

/** What an error tells the user: one line that ends with its code, and a stack only for what should not happen. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { message: '', exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof UsageError) return { message: `error: ${error.message}\n`, exitCode: 2 };
  if (error instanceof NopriorError) return { message: `error: ${error.message} [${error.code}]\n`, exitCode: 1 };
  if (error instanceof InterruptedError) return { message: `${error.message}\n`, exitCode: 1 };
  if (error instanceof RangeError && /array (buffer )?(length|allocation)/i.test(error.message)) {
    return {
      message: `error: arrays of these sizes do not fit into memory (${error.message}); choose smaller ones [DOMAIN]\n`,
      exitCode: 1,
    };
  }
  if (error instanceof Error && 'syscall' in error) {
    return { message: `error: the system refused: ${error.message} [SYSTEM]\n`, exitCode: 1 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `unexpected error, please report it: ${stack}\n`, exitCode: 1 };
}
