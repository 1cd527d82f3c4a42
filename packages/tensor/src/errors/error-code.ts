import { errorMark } from './noprior-error.ts';
import type { WordingPart } from './wording.ts';

/** What {@link isNopriorError} tells of an error: its message, its stable code, and what its message marks. */
export type ErrorWithCode<Code extends string = string> = Error & {
  readonly code: Code;
  readonly parts: readonly (string | WordingPart)[];
};

/** Whether something that was thrown is an error that noprior throws on purpose, from this copy of the package or another.
 *
 * Two copies of a package have two classes of each name, so that `instanceof` is false for the errors of the other one.
 *
 * @example isNopriorError(new ShapeError('add: [2] and [3]')) // => true
 */
export function isNopriorError(thrown: unknown): thrown is ErrorWithCode {
  return (
    thrown instanceof Error &&
    errorMark in thrown &&
    'parts' in thrown &&
    'code' in thrown &&
    typeof thrown.code === 'string'
  );
}

/** Whether something that was thrown is an error of noprior with this code, from whatever copy of the package.
 *
 * @param code  for example `'FORMAT'`
 * @example hasErrorCode(new ShapeError('add: [2] and [3]'), 'DTYPE') // => false
 */
export function hasErrorCode<Code extends string>(thrown: unknown, code: Code): thrown is ErrorWithCode<Code> {
  return isNopriorError(thrown) && thrown.code === code;
}
