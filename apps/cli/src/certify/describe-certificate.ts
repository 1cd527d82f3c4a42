import type { BoundBesideMeasured, Certificate, RadiusSummary, Refinement } from '@noprior/certificate';
import { toPremise, toVerdict } from '@noprior/certificate';
import { formatNumber } from '@noprior/report';
import { certifyFindings, describePremise } from '../reports/certify-findings.ts';

/** A certificate as text: findings, then the numbers. */
export function describeCertificate(
  certificate: Certificate,
  refinement: Refinement | null,
  out: string | undefined,
): string {
  const { kkt, alternative, radii, bounds } = certificate;
  const { hard, surrogate, clarke, kinks } = kkt;
  const { span, support, set } = alternative;
  const findings = certifyFindings(certificate, refinement).map(({ headline, text }) => `* ${headline}.\n  ${text}\n`);
  const rows: [name: string, text: string][] = [
    [
      'eps / ||theta||',
      `hard ${formatNumber(hard.relative)}, surrogate ${formatNumber(surrogate.relative)}, Clarke ${formatNumber(clarke.relative)}`,
    ],
    ['premise', `${describePremise(toPremise(kkt))}: ${toVerdict(certificate)}`],
    [
      'delta',
      `hard ${formatNumber(hard.delta)}, surrogate ${formatNumber(surrogate.delta)}, Clarke ${formatNumber(clarke.delta)}`,
    ],
    ['kinks', `${kinks.pairs} of ${kinks.total} pairs of sample and unit, ${formatNumber(100 * kinks.share)} %`],
    ['span', `rank ${span.rank} of ${span.dimension}; ${support.length} points have a positive multiplier`],
    ...Object.entries(radii.families).map(([family, summary]): [string, string] => [
      `radius, ${family}`,
      describeRadii(summary),
    ]),
    ...boundRow('near subspace', bounds.nearSubspace),
    ...boundRow('distance', bounds.distanceAlmostKkt),
    ...boundRow('delta limit', bounds.deltaAlmostKkt),
  ];
  if (out !== undefined)
    rows.push([
      'written',
      `${out}: ${set === undefined ? '' : 'alternative.npz, '}training.npz, ${refinement === null ? '' : 'refined.safetensors, '}run.json`,
    ]);
  return `${findings.join('')}\n${rows.map(([name, text]) => `${name.padEnd(18)} ${text}\n`).join('')}`;
}

function boundRow(name: string, bound: BoundBesideMeasured | null): [string, string][] {
  if (bound === null) return [];
  const { promised, measured } = bound;
  return [
    [
      name,
      `promised ${formatNumber(promised.median)} (median), measured ${formatNumber(measured.median)}; lowest ${formatNumber(promised.min)} and ${formatNumber(measured.min)}`,
    ],
  ];
}

function describeRadii({ p10, median, p90, zero, unbounded }: RadiusSummary): string {
  return `median ${formatNumber(median)} (10 % ${formatNumber(p10)}, 90 % ${formatNumber(p90)}); ${zero} points at 0, ${unbounded} unbounded`;
}
