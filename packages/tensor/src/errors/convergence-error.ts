import { NopriorError } from './noprior-error.ts';

/** An iteration diverged or did not reach what was asked; the message names the iteration. */
export class ConvergenceError extends NopriorError {
  readonly code = 'CONVERGENCE';
}
