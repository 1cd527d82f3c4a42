import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import type { Checkout } from './checkout.ts';
import type { WaitCase } from './wait-case.ts';
import type { WaitRun } from './wait-results.ts';

/** One process: a case, on a side, in a round. */
export interface Turn {
  readonly case: WaitCase;
  readonly side: 'now' | 'before';
  readonly checkout: Checkout;
  /** As {@link WaitCase.command}, in the words of the checkout. */
  readonly words: string;
  readonly round: number;
}

/** The finished run of a turn, if the folder has it. Runs of a checkout with changes are never kept: its commit does not say what ran. */
export function findRun(folder: string, turn: Turn): WaitRun | undefined {
  const path = pathOf(folder, turn);
  if (turn.checkout.isChanged || !existsSync(path)) return undefined;
  const { words, run }: { words: string; run: WaitRun } = JSON.parse(readFileSync(path, 'utf8'));
  return words === turn.words ? run : undefined;
}

/** Write a finished run, so that an interrupted benchmark goes on after it.
 *
 * @throws {DomainError} if the file cannot be written
 */
export async function keepRun(folder: string, turn: Turn, run: WaitRun): Promise<void> {
  if (turn.checkout.isChanged) return;
  await writeFileAtomically(pathOf(folder, turn), JSON.stringify({ words: turn.words, run }));
}

function pathOf(folder: string, { case: { name }, side, checkout, round }: Turn): string {
  return join(folder, `${name.replaceAll(/[^\w]+/g, '-')}-${side}-${checkout.commit}-${round}.json`);
}
