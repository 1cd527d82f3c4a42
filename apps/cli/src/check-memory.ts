import { totalmem } from 'node:os';
import { DomainError, type Dtype } from '@noprior/tensor';

/** Arrays of the size of what is optimised that are alive at once: values, derivatives, the state of the optimizer, a copy. */
const copies = 4;

/** Refuse what cannot fit into the memory of this machine, before any of it is allocated.
 *
 * @param task       what takes it, for the message
 * @param numbers    that are alive at once, at least
 * @param advice     what to do
 * @param available  bytes; by default those of the machine, or of the control group that this process is in
 * @throws {DomainError} saying how much it takes and how much there is
 */
export function checkMemory(
  task: string,
  { numbers, dtype }: { readonly numbers: number; readonly dtype: Dtype },
  advice: string,
  available: number = memoryOfMachine(),
): void {
  const bytes = numbers * (dtype === 'float64' ? 8 : 4);
  if (bytes <= available) return;
  throw new DomainError(
    `${task}: this takes at least ${gigabytes(bytes)}, and there are ${gigabytes(available)}; ${advice}`,
  );
}

/** Numbers that training keeps of a network with these sizes, inputs and outputs included. */
export function trainingNumbers(sizes: readonly number[], samples: number): number {
  const parameters = sizes.slice(1).reduce((total, size, index) => total + size * sizes[index]!, 0);
  return copies * parameters + samples * sum(sizes);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function memoryOfMachine(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
