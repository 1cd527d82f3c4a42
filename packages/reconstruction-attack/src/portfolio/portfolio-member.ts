import type { AttackConfig } from '../attack-config.ts';
import type { EvidenceAttackConfig } from '../evidence/evidence-attack-config.ts';
import type { StartConfig } from '../starts/start.ts';

/** One attack of a portfolio. */
export type PortfolioMember = {
  /** Unlike every other member's; letters, digits, `-`, `_` and `.`, for a file is named after it. */
  readonly name: string;
  /** Where it begins; by the law of its prior if left out. */
  readonly start?: StartConfig;
} & (
  | { readonly attack: 'kkt'; readonly config: AttackConfig }
  | { readonly attack: 'evidence'; readonly config: EvidenceAttackConfig }
);
