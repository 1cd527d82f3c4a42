import type { Backend } from '@noprior/tensor';
import { DomainError } from '@noprior/tensor';
import type { SpanBasis } from '../span/span-coordinates.ts';
import type { PortfolioCriterion } from './portfolio-criterion.ts';
import type { PortfolioMember } from './portfolio-member.ts';

/** How a portfolio is run. */
export interface PortfolioOptions {
  readonly backend: Backend;
  /** What is spent on all members together. Seconds depend on the machine and on what else it does, and so do the results;
   * iterations give the same results again. */
  readonly budget: { readonly seconds: number } | { readonly iterations: number };
  /** Lower is better; needs no truth. */
  readonly criterion: PortfolioCriterion;
  /** An existing folder for the state of members that wait; what is written there is removed. */
  readonly folder: string;
  /** Of the samples; for members with a start of their own. */
  readonly span?: SpanBasis;
  readonly onProgress?: ((progress: PortfolioProgress) => void) | undefined;
  /** Aborting ends the portfolio after the current iteration, with the best so far. */
  readonly signal?: AbortSignal | undefined;
}

/** News of a running portfolio. */
export interface PortfolioProgress {
  readonly stage: number;
  readonly stages: number;
  readonly member: string;
  readonly iteration: number;
  readonly seconds: number;
  /** What is left of a budget in seconds; otherwise an estimate from the pace, NaN before there is one. */
  readonly secondsLeft: number;
}

/** Check members and options.
 *
 * @throws {DomainError} for no member, names that are no names or occur twice, a budget out of range, a start without `span`
 */
export function checkPortfolio(members: readonly PortfolioMember[], { budget, span }: PortfolioOptions): void {
  if (members.length === 0) fail('members', 'none', 'at least one');
  const names = members.map(({ name }) => name);
  for (const [at, name] of names.entries()) {
    if (!/^[\w.-]+$/.test(name)) fail('a name', JSON.stringify(name), 'letters, digits, -, _ and .');
    if (names.indexOf(name) !== at) fail('names', `${name} twice`, 'different from each other');
  }
  for (const { name, start } of members) {
    const own = start !== undefined && start.kind !== 'gaussian' && start.kind !== 'sphere';
    if (own && span === undefined) fail('span', 'none', `given for the start of ${name}; see estimateSpan`);
  }
  if ('seconds' in budget) {
    if (!(budget.seconds > 0 && Number.isFinite(budget.seconds))) fail('seconds', budget.seconds, 'a positive number');
  } else if (!(Number.isSafeInteger(budget.iterations) && budget.iterations > 0)) {
    fail('iterations', budget.iterations, 'a positive integer');
  }
}

function fail(name: string, value: unknown, expected: string): never {
  throw new DomainError(`portfolio: ${name} must be ${expected}, got ${String(value)}`);
}
