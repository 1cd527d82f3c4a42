import { NopriorError } from './noprior-error.ts';

/** Shapes of the arguments do not fit together, or do not fit the operation. */
export class ShapeError extends NopriorError {
  readonly code = 'SHAPE';
}
