import type { Box } from '@noprior/kkt-loss';
import { describePrior, evidenceAttackDefaults } from '@noprior/reconstruction-attack';

/** What the attacker who looks for corners brings along beside the weights, in sentences.
 *
 * @param freeShift  whether samples may have been moved by a constant
 */
export function describeCornerPrior(box: Box, freeShift = false): string[] {
  const [, bounds = ''] = describePrior({ ...evidenceAttackDefaults.prior, lambdaMin: 0, box });
  return [
    bounds.replace(' by a penalty', ''),
    'Samples are believed to have many coordinates at the ends of that range, as images with black pixels have; points that stand out by it are taken for samples.',
    ...(freeShift
      ? [
          'A constant may have been added to all coordinates of the samples before training; how large it is is not assumed, and points are samples without it.',
        ]
      : []),
    'Nothing is assumed of the number of samples, their labels or their norm: corners need none of these.',
  ];
}
