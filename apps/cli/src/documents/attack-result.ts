import { basename } from 'node:path';
import { knowledgeNames } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { attackDocument, attackFacts, type Fact, type ReportDocument } from '@noprior/report';
import { type AttackResultFolder, type AttackRun, recordedAttack, recordedKnowledge } from '@noprior/result-files';
import { readVersion } from '../version.ts';

/** Its document. */
export function attackResultDocument(
  { candidates, recorded, network, model }: AttackResultFolder,
  footer: readonly string[] = [],
): ReportDocument {
  const { attack, preset, knowledge, records } = recorded;
  return attackDocument({
    method: attack?.title,
    facts: [
      { name: 'method', value: attack?.name ?? null },
      { name: 'preset', value: preset ?? 'none' },
      { name: 'model', value: model === undefined ? (recorded.model ?? null) : basename(model) },
      ...resultFacts(recorded),
      ...(network === undefined ? knowledgeOfRecord(recorded) : []),
    ],
    settings: network === undefined ? [] : settingsOf(recorded, network),
    knowledge: network && recordedKnowledge(knowledge, network),
    ...(attack && { uses: attack.uses }),
    records,
    points: candidates.x,
    multipliers: candidates.lambda,
    predicted: candidates.predicted,
    memberScore: candidates.memberScore,
    preprocessing: network?.preprocessing,
    footer: [`noprior ${readVersion()}`, ...footer],
  });
}

/** Names of results in documents. */
const resultNames = {
  iterations: 'iterations',
  ended: 'ended by',
  seconds: 'time',
  total: 'L_KKT of the points',
  stationarity: 'L_stationary of the points',
  verdict: 'verdict of the attack',
  reason: 'because',
} as const;

function resultFacts({ results }: AttackRun): Fact[] {
  return Object.entries(resultNames).flatMap(([key, name]): Fact[] => {
    const value = results[key];
    if (typeof value === 'number') return [{ name, value: key === 'seconds' ? { value, unit: 's' } : value }];
    return typeof value === 'string' ? [{ name, value }] : [];
  });
}

/** What the record says of the attacker's knowledge, where no model has the values. */
function knowledgeOfRecord({ knowledge }: AttackRun): Fact[] {
  return knowledgeNames.flatMap((name) => {
    const entry = knowledge[name];
    if (typeof entry !== 'object' || entry === null || !('status' in entry)) return [];
    return [{ name: `attacker's ${name}`, value: 'by' in entry ? `${entry.status}, ${entry.by}` : `${entry.status}` }];
  });
}

/** What the attack was set to; nothing where the record cannot be read as a configuration. */
function settingsOf(recorded: AttackRun, network: ReluNetwork): Fact[] {
  try {
    const { attack, config } = recordedAttack(recorded, network);
    return attackFacts(attack.describe(config));
  } catch {
    return [];
  }
}
