import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import type { Terminal } from './terminal.ts';

/** Where a run keeps its state, and whether it goes on from there. */
export interface ResumePoint {
  /** Path of the checkpoint. */
  readonly checkpoint: string;
  readonly resuming: boolean;
}

/** Find the checkpoint that `--resume` asks for; where there is none, say so and start at the beginning.
 *
 * @param command  for messages
 * @throws {DomainError} if the folder holds a finished run
 */
export function resumePoint(
  command: string,
  { out, resume = false }: { readonly out: string; readonly resume?: boolean },
  terminal: Terminal,
): ResumePoint {
  const checkpoint = join(out, 'checkpoint.safetensors');
  const resuming = resume && existsSync(checkpoint);
  if (resume && !resuming) {
    if (existsSync(join(out, 'candidates.npz'))) {
      throw new DomainError(`${command}: ${out} holds a finished run; there is nothing to resume`);
    }
    terminal.err(`note: there is no ${checkpoint} to resume from; starting at the beginning\n`);
  }
  return { checkpoint, resuming };
}
