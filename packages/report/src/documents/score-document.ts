import type { KktComparison } from '@noprior/kkt-loss';
import type { AttackRecord, Knowledge, KnowledgeName } from '@noprior/reconstruction-attack';
import { definedOnly } from '@noprior/tensor';
import type { ReportDocument, SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { findingsSection } from '../sections/findings-section.ts';
import { lossSection } from '../sections/loss-section.ts';
import { describeKnowledge, threatModel } from '../words/describe-knowledge.ts';
import { controlsSection } from './controls-section.ts';
import { kktSection } from './kkt-section.ts';
import { scoreFindings } from './score-findings.ts';
import { scoreSections } from './score-sections.ts';
import type { ScoredPoints } from './scored-points.ts';

/** Everything that the report of one attack shows. */
export interface ScoreDocumentInput extends ScoredPoints {
  readonly kkt: KktComparison;
  /** Of the attack, oldest first; those with a `stationarity` are drawn. */
  readonly records: readonly AttackRecord[];
  /** What the attacker knew; `undefined` if nothing says it. */
  readonly knowledge: Knowledge | undefined;
  /** Entries that the attack reads; all unless given. */
  readonly uses?: readonly KnowledgeName[];
  readonly facts: readonly Fact[];
  readonly footer: readonly string[];
}

/** The report of one attack: setting, findings, loss between its two marks, matches, controls.
 *
 * @param options.brief  findings, controls and losses alone, for a terminal; default false
 */
export function scoreDocument(
  input: ScoreDocumentInput,
  { brief = false }: { readonly brief?: boolean } = {},
): ReportDocument {
  const { score, records, kkt, facts, knowledge, uses, footer } = input;
  const words = knowledge === undefined ? { has: [], lacks: [] } : describeKnowledge(knowledge, uses);
  const { training, heldOut } = score;
  const title = 'What these weights reveal';
  const findings = findingsSection('Findings', scoreFindings(score, input));
  if (brief) {
    return { title, blocks: [findings, controlsSection(score, input.truthStart?.score), kktComparisonSection(kkt)] };
  }
  return {
    title,
    lead: `${training.aboveHeldOutMax} of ${training.count} training samples match a candidate better than any of ${heldOut.count} samples that the network never saw.`,
    blocks: [
      findings,
      {
        kind: 'section',
        title: 'Setting and threat model',
        ...definedOnly({ note: words.truth }),
        blocks: [{ kind: 'facts', facts }, threatModel(words)],
      },
      ...scoreSections(input),
      ...attackLossSection(records, kkt),
      kktComparisonSection(kkt),
    ],
    footer,
  };
}

/** The course of L_stationary over a run, with the oracle loss; nothing for an attack that minimises another quantity. */
export function attackLossSection(records: readonly AttackRecord[], kkt: KktComparison): SectionBlock[] {
  const points = (name: string) =>
    records.flatMap(({ iteration, values }) => {
      const value = values[name];
      return value === undefined ? [] : [[iteration, value] as const];
    });
  if (points('stationarity').length === 0) return [];
  return [
    lossSection({
      title: 'Loss of the attack',
      note: 'L_stationary over the run. The dashed line is the oracle loss: the true training set with its best multipliers. Below it, the attack has found something else than the training set.',
      series: [
        { name: 'L_stationary', points: points('stationarity') },
        { name: 'total', points: points('total') },
      ],
      reference: [{ name: 'oracle', value: kkt.oracle.stationarity }],
    }),
  ];
}

/** L_stationary by tensor: attack, truth, nothing. */
export function kktComparisonSection(kkt: KktComparison): SectionBlock {
  const derivative = kkt.alpha === null ? 'hard derivative' : `surrogate derivative, alpha ${kkt.alpha}`;
  return kktSection(
    'L_stationary by tensor',
    `How much of each parameter tensor the points leave unexplained (${derivative}): the candidates of the attack, the true training set with its best multipliers, and no points at all. What the truth leaves unexplained is memory of the initialisation, or training that has not converged.`,
    [
      { name: 'attack', byTensor: kkt.attack.byTensor },
      { name: 'true training set', byTensor: kkt.oracle.byTensor },
      { name: 'no points', byTensor: kkt.empty.byTensor },
    ],
  );
}
