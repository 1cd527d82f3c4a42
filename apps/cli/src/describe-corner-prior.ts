import type { Box } from '@noprior/kkt-loss';
import { describePrior, evidenceAttackDefaults } from '@noprior/reconstruction-attack';

/** What the attacker who looks for corners brings along beside the weights, in sentences. */
export function describeCornerPrior(box: Box): string[] {
  const [, bounds = ''] = describePrior({ ...evidenceAttackDefaults.prior, lambdaMin: 0, box });
  return [
    bounds.replace(' by a penalty', ''),
    'Samples are believed to have many coordinates at the ends of that range, as images with black pixels have; points that stand out by it are taken for samples.',
    'Nothing is assumed of the number of samples, their labels or their norm: corners need none of these.',
  ];
}
