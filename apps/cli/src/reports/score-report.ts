import type { KktComparison } from '@noprior/kkt-loss';
import { findingsSection, kktSection, lossSection, type Report, type Section, settingSection } from '@noprior/report';
import type { AttackRun } from '../attack-run.ts';
import { type ScoredPoints, scoreFindings, scoreSections } from './score-sections.ts';

/** Everything that the report of one attack shows. */
export interface ScoreReportInput extends ScoredPoints {
  readonly kkt: KktComparison;
  readonly run: AttackRun;
  readonly facts: readonly (readonly [string, string | number])[];
  readonly footer: readonly string[];
}

/** What no attack of this kind has. */
export const attackerLacks: readonly string[] = [
  'The training data, or any sample of their law.',
  'Queries beyond the weights: gradients, losses during training, or the order of the data.',
  'The initial weights.',
];

/** The report of one attack: setting, findings, loss between its two marks, matches, controls. */
export function makeScoreReport(input: ScoreReportInput): Report {
  const { score, run, kkt } = input;
  return {
    title: 'What these weights give away',
    lead: `${score.training.aboveHeldOutMax} of ${score.training.count} training samples match a candidate better than any of ${score.heldOut.count} samples that the network never saw.`,
    sections: [
      findingsSection('Findings', scoreFindings(score, input)),
      settingSection({
        facts: input.facts,
        attackerKnows: [
          "The weights, with the preprocessing that is stored beside them, and the network's architecture.",
          ...run.attackerKnows,
        ],
        attackerLacks,
      }),
      ...scoreSections(input),
      ...(run.records.length === 0 ? [] : [attackLossSection(run.records, kkt)]),
      kktComparisonSection(kkt),
    ],
    footer: input.footer,
  };
}

/** The course of an attack's losses, with the oracle loss. */
export function attackLossSection(records: AttackRun['records'], kkt: KktComparison): Section {
  return lossSection({
    title: 'Loss of the attack',
    note: 'L_stationary over the run. The dashed line is the oracle loss: the true training set with its best multipliers. Below it, the attack has found something else than the training set.',
    series: [
      { name: 'L_stationary', points: records.map(({ iteration, values }) => [iteration, values.stationarity!]) },
      { name: 'total', points: records.map(({ iteration, values }) => [iteration, values.total!]) },
    ],
    reference: [{ name: 'oracle', value: kkt.oracle.stationarity }],
  });
}

/** L_stationary by tensor: attack, truth, nothing. */
export function kktComparisonSection(kkt: KktComparison): Section {
  const derivative = kkt.alpha === null ? 'hard derivative' : `surrogate derivative, alpha ${kkt.alpha}`;
  return kktSection(
    'L_stationary by tensor',
    `How much of each parameter tensor the points leave unexplained (${derivative}): the attack's candidates, the true training set with its best multipliers, and no points at all. What the truth cannot explain either is memory of the initialisation, or training that has not converged.`,
    [
      { name: 'attack', byTensor: kkt.attack.byTensor },
      { name: 'true training set', byTensor: kkt.oracle.byTensor },
      { name: 'no points', byTensor: kkt.empty.byTensor },
    ],
  );
}
