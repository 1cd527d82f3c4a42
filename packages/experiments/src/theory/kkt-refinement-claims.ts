import type { Claim, Fact, Value } from '@noprior/report';
import { numbersOf } from '../engine/read-values.ts';
import type { RefinementResult } from './kkt-refinement-result.ts';
import type { RefineValues, RefineVariant } from './steps/refine-kind.ts';
import { rangeFacts, verdictOf } from './summary-values.ts';

/** Largest relative residual at which a network counts as at a KKT point. */
const kktResidual = 1e-3;

/** What the study says about the claims. */
export function refinementClaims(results: readonly RefinementResult[]): Claim[] {
  const plain = results.filter(({ point }) => point.variant === 'default');
  return [
    startClaim(plain),
    reachedClaim(plain),
    hardDerivativeClaim(plain),
    normClaim(plain),
    ...variantClaims(results, 'fixed derivatives', {
      claim: 'Without free derivatives at kinks, refining does not reach a KKT point.',
      rule: 'Agrees if the relative residual stays above 1e-3 without them.',
      agrees: ({ residual }) => residual > kktResidual,
    }),
    ...variantClaims(results, 'no momentum', {
      claim: 'Momentum shortens the way to a KKT point.',
      rule: 'Agrees if a relative residual of 1e-2 takes more iterations without momentum than with it.',
      agrees: (without, whole) => iterationsTo(without, 1e-2) > iterationsTo(whole, 1e-2),
    }),
  ];
}

function startClaim(results: readonly RefinementResult[]): Claim {
  const clarke = numbersOf(results, ({ stages }) => stages.start?.values.clarke);
  const hard = numbersOf(results, ({ stages }) => stages.start?.values.hard);
  return {
    claim: 'Training to a loss of 1e-6 ends far from a KKT point.',
    rule: 'Agrees if the Clarke residual of every trained network is above 0.01.',
    measured: [...rangeFacts('Clarke residual', clarke), ...rangeFacts('hard residual', hard)],
    verdict: verdictOf(
      clarke.length,
      clarke.every((residual) => residual > 0.01),
    ),
  };
}

function reachedClaim(results: readonly RefinementResult[]): Claim {
  const residuals = numbersOf(results, ({ stages }) => stages.refine?.values.residual);
  const narrow = numbersOf(results, ({ stages }) => stages.end?.values.clarke);
  const within = (values: readonly number[], bound: number): number => values.filter((value) => value <= bound).length;
  return {
    claim: 'refineToKkt reaches a KKT point from every trained network.',
    rule: 'Agrees if every network ends at a relative residual of at most 1e-3, with the kinks that refineToKkt takes.',
    measured: [
      { name: 'networks', value: residuals.length },
      { name: 'residual at most 1e-3', value: within(residuals, kktResidual) },
      { name: 'residual at most 1e-6', value: within(residuals, 1e-6) },
      { name: 'residual at most 1e-3, kinks within 1e-3', value: within(narrow, kktResidual) },
      { name: 'ended by the limit in seconds', value: results.filter(isEndedByTime).length },
    ],
    verdict: verdictOf(residuals.length, within(residuals, kktResidual) === residuals.length),
  };
}

function isEndedByTime({ stages }: RefinementResult): boolean {
  return stages.refine?.values.ended === 'maxSeconds';
}

function hardDerivativeClaim(results: readonly RefinementResult[]): Claim {
  const ends = results.flatMap(({ stages }) => stages.end?.values ?? []).filter(({ clarke }) => clarke <= kktResidual);
  const hard = ends.map((end) => end.hard);
  return {
    claim: 'Residuals with hard derivatives do not show that a network is at a KKT point.',
    rule: 'Agrees if every network with a Clarke residual of at most 1e-3 has a hard residual above 0.01.',
    measured: [
      { name: 'networks at a KKT point', value: ends.length },
      ...rangeFacts(
        'Clarke residual',
        ends.map(({ clarke }) => clarke),
      ),
      ...rangeFacts('hard residual', hard),
      ...rangeFacts(
        'share of pairs within 1e-6 of a kink',
        ends.map(({ kinkShareAt1e6 }) => kinkShareAt1e6),
      ),
    ],
    verdict: verdictOf(
      ends.length,
      hard.every((residual) => residual > 0.01),
    ),
  };
}

function normClaim(results: readonly RefinementResult[]): Claim {
  const ratios = numbersOf(results, ({ stages }) => stages.refine?.values.normRatio);
  return {
    claim: 'Refining lowers the norm at equal margin: trained networks are not at the maximum margin.',
    rule: 'Agrees if ||theta|| at smallest margin 1 is lower after refining, for every network.',
    measured: rangeFacts('norm after refining / before', ratios),
    verdict: verdictOf(
      ratios.length,
      ratios.every((ratio) => ratio < 1),
    ),
  };
}

interface VariantRule {
  readonly claim: string;
  readonly rule: string;
  readonly agrees: (variant: RefineValues, whole: RefineValues) => boolean;
}

/** Claims about what a variant lacks, one for each network that was refined in it. */
function variantClaims(
  results: readonly RefinementResult[],
  variant: RefineVariant,
  { claim, rule, agrees }: VariantRule,
): Claim[] {
  return results.flatMap(({ point, seed, stages }): Claim[] => {
    const whole = results.find(
      (other) => other.point.variant === 'default' && other.point.network === point.network && other.seed === seed,
    );
    const [own, full] = [stages.refine?.values, whole?.stages.refine?.values];
    if (point.variant !== variant || own === undefined || full === undefined) return [];
    const measured: Fact[] = [
      { name: 'residual without', value: own.residual },
      { name: 'residual with', value: full.residual },
      { name: 'iterations to 1e-2 without', value: iterationsFact(own, 1e-2) },
      { name: 'iterations to 1e-2 with', value: iterationsFact(full, 1e-2) },
    ];
    const verdict = agrees(own, full) ? 'agrees' : 'disagrees';
    return [{ claim, case: [{ name: 'network', value: point.network }], rule, measured, verdict }];
  });
}

function iterationsFact(values: RefineValues, residual: number): Value {
  const iterations = iterationsTo(values, residual);
  return Number.isFinite(iterations) ? iterations : 'never';
}

function iterationsTo({ reached }: RefineValues, residual: number): number {
  return reached.find((one) => one.residual === residual)?.iteration ?? Number.POSITIVE_INFINITY;
}
