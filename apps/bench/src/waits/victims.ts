import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout } from './checkout.ts';
import { runMeasured } from './run-measured.ts';
import type { Victim } from './wait-case.ts';

/** The network of `noprior train`, made where the folder does not have it yet.
 *
 * @param data  options that name the data set and where it is
 * @returns     its file
 * @throws {Error} if the command fails
 */
export async function ensureVictim(
  checkout: Checkout,
  folder: string,
  name: string,
  { training }: Victim,
  data: readonly string[],
): Promise<string> {
  const model = join(folder, `${name}.safetensors`);
  const begun = join(folder, `begun-${name}.safetensors`);
  if (existsSync(model)) return model;
  await finished(checkout, ['train', ...data, ...training.split(' '), '--out', begun, '--overwrite']);
  await rename(begun, model);
  return model;
}

/** Candidates of a short attack on a network, beside it.
 *
 * @returns  their file
 * @throws {Error} if the command fails
 */
export async function ensureCandidates(checkout: Checkout, model: string): Promise<string> {
  const folder = `${model}.candidates`;
  const short = ['--method', 'kkt', '--candidates-per-class', '2', '--max-iterations', '10'];
  if (!existsSync(folder)) await finished(checkout, ['attack', '--model', model, ...short, '--out', folder]);
  return join(folder, 'candidates.npz');
}

async function finished(checkout: Checkout, args: readonly string[]): Promise<void> {
  const { failure } = await runMeasured([checkout.program, ...args]);
  if (failure !== undefined) throw new Error(`waits: noprior ${args.join(' ')}: ${failure}`);
}
