import type { Estimate } from '@noprior/metrics';
import type { Claim, Fact, Quantity } from '@noprior/report';
import { estimateOf, numbersOf } from '../engine/read-values.ts';
import type { StudySummary } from '../engine/study-summary.ts';
import { reconstructionPictures } from './reconstruction-pictures.ts';
import {
  controlClaim,
  defenceVerdict,
  foundFacts,
  foundShare,
  type ReconstructionResult,
  reconstructionTable,
  spanRank,
} from './reconstruction-table.ts';

/** What becomes of the shift: the attacker does not know it; reads it from the first layer; knows it; or the defender subtracts the mean afterwards. */
export type Treatment = 'secret' | 'estimated' | 'known' | 'undone';

/** What is varied. */
export type ShiftPoint = {
  /** Added to every coordinate after the mean has been subtracted. */
  readonly shift: number;
  readonly treatment: Treatment;
};

type ShiftResult = ReconstructionResult<ShiftPoint>;

/** What the study of a secret shift says: claims by shift, a table, and pictures. */
export function summarizeShift(results: readonly ShiftResult[], shifts: readonly number[]): StudySummary {
  const at = (shift: number, treatment: Treatment): ShiftResult[] =>
    results.filter(({ point }) => point.shift === shift && point.treatment === treatment);
  const control = at(0, 'secret');
  return {
    claims: [
      controlClaim(control),
      ...shifts
        .filter((shift) => shift !== 0)
        .flatMap((shift) => {
          const parts = {
            shift,
            control,
            secret: at(shift, 'secret'),
            estimated: at(shift, 'estimated'),
            known: at(shift, 'known'),
            undone: at(shift, 'undone'),
          };
          return [shiftClaim(parts), estimateClaim(parts), secrecyClaim(parts), undoneClaim(parts)];
        }),
      blendClaim(shifts, (shift) => at(shift, 'secret')),
    ],
    tables: [
      reconstructionTable('shift', results, ({ shift, treatment }) =>
        shift === 0 ? 'none' : `${shift}, ${treatment}`,
      ),
    ],
    pictures: reconstructionPictures(results, ({ shift, treatment }) => [
      { name: 'shift', value: shift },
      { name: 'treatment', value: treatment },
    ]),
  };
}

/** Results at one shift, and the control without. */
interface ShiftParts {
  readonly shift: number;
  readonly control: readonly ShiftResult[];
  readonly secret: readonly ShiftResult[];
  readonly estimated: readonly ShiftResult[];
  readonly known: readonly ShiftResult[];
  readonly undone: readonly ShiftResult[];
}

function caseOf(shift: number): Fact[] {
  return [{ name: 'shift', value: shift }];
}

function medianCosine(results: readonly ShiftResult[]): Estimate | null {
  return estimateOf(results, ({ stages }) => stages.score?.values.corrected.medianCosine);
}

function shiftClaim({ shift, control, secret }: ShiftParts): Claim {
  return {
    claim: 'A secret shift keeps training images from being read back.',
    case: caseOf(shift),
    rule: 'Agrees if less than half as many images are found as without the shift; undecided where the control finds fewer than half.',
    measured: [
      { name: 'median cosine with the shift', value: medianCosine(secret) },
      { name: 'median cosine without', value: medianCosine(control) },
      ...foundFacts('with the shift', secret),
      ...foundFacts('without', control),
    ],
    verdict: defenceVerdict(foundShare(control), foundShare(secret)),
  };
}

/** By how much, relative to the shift, an estimate may miss it. */
const near = 0.1;

function estimateClaim({ shift, control, secret, estimated }: ShiftParts): Claim {
  const estimates = numbersOf(estimated, ({ stages }) => stages.attack?.values.assumedShift);
  const isMeasured = [control, secret, estimated].every((results) => foundShare(results) !== undefined);
  return {
    claim: 'The shift stays secret from somebody who has the weights.',
    case: caseOf(shift),
    rule: 'Disagrees if every estimate from the first layer is within 10 % of the shift.',
    measured: [
      ...estimates.map((value, index) => ({ name: `estimate, network ${index + 1}`, value })),
      ...foundFacts('with the estimate', estimated),
      ...foundFacts('without it', secret),
      ...foundFacts('where there is no shift', control),
      { name: 'estimated span rank', value: spanRank(estimated) },
      { name: 'estimated span rank without a shift', value: spanRank(control) },
    ],
    verdict:
      estimates.length === 0 || !isMeasured
        ? 'undecided'
        : estimates.every((value) => Math.abs(value - shift) <= near * Math.abs(shift))
          ? 'disagrees'
          : 'agrees',
  };
}

function secrecyClaim({ shift, control, secret, known }: ShiftParts): Claim {
  const without = foundShare(control);
  const blind = foundShare(secret);
  const found = foundShare(known);
  const isMeasured = without !== undefined && blind !== undefined && found !== undefined;
  return {
    claim: 'What protects shifted images is that the attacker does not know the shift.',
    case: caseOf(shift),
    rule:
      'Agrees if an attacker who knows the shift finds at least half as many images as without a shift, and at least twice as many as one who does not know it. ' +
      'Disagrees otherwise: then the shift itself makes the network harder to attack. Undecided where the control finds fewer than half.',
    measured: [
      ...foundFacts('with the shift known', known),
      ...foundFacts('with the shift secret', secret),
      ...foundFacts('without a shift', control),
    ],
    verdict:
      !isMeasured || without < 0.5 ? 'undecided' : found >= without / 2 && found >= 2 * blind ? 'agrees' : 'disagrees',
  };
}

function undoneClaim({ shift, control, undone }: ShiftParts): Claim {
  const without = foundShare(control);
  const found = foundShare(undone);
  return {
    claim: 'Subtracting the mean after the shift undoes the defence.',
    case: caseOf(shift),
    rule: 'Agrees if at least three quarters as many images are found as without a shift; undecided where the control finds fewer than half.',
    measured: [...foundFacts('after the mean is subtracted', undone), ...foundFacts('without a shift', control)],
    verdict:
      without === undefined || found === undefined || without < 0.5
        ? 'undecided'
        : found >= 0.75 * without
          ? 'agrees'
          : 'disagrees',
  };
}

function blendClaim(shifts: readonly number[], at: (shift: number) => readonly ShiftResult[]): Claim {
  const gainOf = (shift: number, group: 'training' | 'heldOut'): number | null => {
    const single = estimateOf(at(shift), ({ stages }) => stages.score?.values.blend[group].single);
    const blended = estimateOf(at(shift), ({ stages }) => stages.score?.values.blend[group].blended);
    return single === null || blended === null || single.value === 0 ? null : 1 - blended.value / single.value;
  };
  const gains = shifts.map((shift) => ({ shift, own: gainOf(shift, 'training'), others: gainOf(shift, 'heldOut') }));
  const percent = (share: number | null): Quantity => ({ value: share === null ? null : 100 * share, unit: '%' });
  const { own, others } = gains.at(-1)!;
  return {
    claim: 'Under a shift, reconstructions look like averages of several training images.',
    rule:
      'How much nearer the best average of up to four images is to a candidate than the best single image. Agrees if at the largest shift it is above 20 % and at least 10 points above that of ' +
      'held-out images. Images are mean-subtracted, so that the average of all training images is 0.',
    measured: gains.flatMap((gain) => [
      { name: `training images, shift ${gain.shift}`, value: percent(gain.own) },
      { name: `held-out images, shift ${gain.shift}`, value: percent(gain.others) },
    ]),
    verdict: own === null || others === null ? 'undecided' : own > 0.2 && own > others + 0.1 ? 'agrees' : 'disagrees',
  };
}
