import type { CandidateUpdate } from './candidate-update.ts';
import type { CandidateUpdateConfig } from './candidate-update-config.ts';
import { fitMultipliers } from './fit-multipliers.ts';
import { merge } from './merge.ts';
import { project } from './project.ts';
import { prune } from './prune.ts';
import { reSeed } from './re-seed.ts';
import { solveFirstLayer } from './solve-first-layer.ts';
import { splitCandidates } from './split-candidates.ts';

/** The candidate update that a configuration names. */
export function makeCandidateUpdate(config: CandidateUpdateConfig): CandidateUpdate {
  switch (config.kind) {
    case 'fit-multipliers':
      return fitMultipliers;
    case 'prune':
      return prune(config.share, config.floor ?? 0);
    case 'merge':
      return merge(config.cosine, config.by ?? 'points');
    case 're-seed':
      return reSeed(config.source, config.multiplier, config.noise ?? 0.1);
    case 'split':
      return splitCandidates(config.limit, config.distance, config.steps ?? 12);
    case 'solve-first-layer':
      return solveFirstLayer(config.rounds, config.ridge);
    case 'project':
      return project(config.span);
  }
}
