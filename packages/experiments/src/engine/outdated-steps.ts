import type { OutdatedStepFacts } from '@noprior/report';
import type { Experiment, PointResult, StageResult } from './experiment.ts';

/** Steps of a study whose kind has a newer version by now, by stage and version. Equal steps count once; those whose version was not
 * written down are left out. */
export function outdatedSteps(experiment: Experiment, results: readonly PointResult[]): OutdatedStepFacts[] {
  return Object.entries(experiment.stages).flatMap(([stage, definition]) => {
    if (definition === undefined) return [];
    const { name, version: newest, changes = {} } = definition.kind;
    const steps = new Map<string, StageResult>();
    for (const { stages } of results) {
      const step = stages[stage];
      if (step?.version !== undefined && step.version < newest) steps.set(step.key, step);
    }
    const versions = [...new Set([...steps.values()].map(({ version = newest }) => version))].sort((a, b) => a - b);
    return versions.map((version) => ({
      stage,
      kind: name,
      version,
      newest,
      changes: Object.entries(changes).flatMap(([of, change]) => (Number(of) > version ? [change] : [])),
      steps: [...steps.values()].filter((step) => step.version === version).length,
    }));
  });
}
