import type { ReportDocument } from '../document/document.ts';

/** What a run of studies would do. */
export interface PlanFacts {
  readonly experiments: readonly { readonly name: string; readonly points: number; readonly steps: number }[];
  /** Steps by their kind: all, those that are left, and the seconds that these are expected to take. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly steps: number;
    readonly left: number;
    readonly seconds: number;
  }[];
  readonly steps: number;
  readonly left: number;
  readonly secondsLeft: number;
}

/** A plan as two tables: by study, and by kind of step.
 *
 * @param workers  steps at a time
 */
export function planDocument(plan: PlanFacts, scale: string, workers: number): ReportDocument {
  const seconds = (value: number) => ({ value, unit: 's' });
  const columns = (...names: string[]) => names.map((name) => ({ name }));
  return {
    title: `Plan at scale ${scale}`,
    blocks: [
      {
        kind: 'table',
        columns: columns('study', 'points', 'steps'),
        rows: plan.experiments.map((study) => [study.name, study.points, study.steps]),
      },
      {
        kind: 'table',
        columns: columns('step', 'steps', 'to do', 'expected'),
        rows: [
          ...plan.kinds.map((kind) => [kind.kind, kind.steps, kind.left, seconds(kind.seconds)]),
          [`all, ${workers} at a time`, plan.steps, plan.left, seconds(plan.secondsLeft)],
        ],
      },
    ],
    footer: ['Nothing was computed.'],
  };
}
