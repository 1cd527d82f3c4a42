import { fitMultipliers } from './fit-multipliers.ts';
import type { Intervention } from './intervention.ts';
import type { InterventionConfig } from './intervention-config.ts';
import { merge } from './merge.ts';
import { polishPoints } from './polish-points.ts';
import { project } from './project.ts';
import { prune } from './prune.ts';
import { reSeed } from './re-seed.ts';
import { splitCandidates } from './split-candidates.ts';

/** The intervention that a configuration names. */
export function makeIntervention(config: InterventionConfig): Intervention {
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
    case 'polish':
      return polishPoints(config.rounds, config.ridge);
    case 'project':
      return project(config.span);
  }
}
