import type { Box } from '@noprior/kkt-loss';
import { meanBox } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { UsageError } from '../usage-error.ts';

/** The box that is asked for, or else the pixel range less the model's stored mean, for an attack that lives by it: a guess would find
 * nothing, and look as if there were nothing to find.
 *
 * @throws {UsageError} if there is neither
 */
export function knownBox(network: ReluNetwork, asked?: Box): Box {
  const box = asked ?? meanBox(network);
  if (box !== undefined) return box;
  throw new UsageError(
    'samples are sought at the ends of their range, and the model stores no mean of images to tell it; give the range of the inputs as --box LO,HI',
  );
}
