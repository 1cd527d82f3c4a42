import type { TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import type { StudyFacts, StudyStep } from './study-facts.ts';

/** Machines and programs that the steps of a study ran on, one row each. A step that several points share counts once. */
export function machinesTable(results: StudyFacts['results']): TableBlock {
  const steps = new Map<string, StudyStep>();
  for (const { stages } of results) {
    for (const stage of Object.values(stages)) if (stage !== undefined) steps.set(stage.key, stage);
  }
  const groups = new Map<string, StudyStep[]>();
  for (const step of steps.values()) {
    const place = JSON.stringify(step.ran?.place ?? null);
    groups.set(place, [...(groups.get(place) ?? []), step]);
  }
  return {
    kind: 'table',
    caption:
      'Machines. Seconds are of all steps together; they are upper bounds where the load is above the number of cores',
    folded: true,
    columns: [
      { name: 'processor' },
      { name: 'cores' },
      { name: 'memory' },
      { name: 'system' },
      { name: 'backend' },
      { name: 'program' },
      { name: 'begun' },
      { name: 'steps at a time' },
      { name: 'steps' },
      { name: 'seconds' },
      { name: 'load' },
      { name: 'peak memory' },
    ],
    rows: [...groups.values()].map(machineRow),
  };
}

function machineRow(steps: readonly StudyStep[]): Value[] {
  const runs = steps.flatMap(({ ran }) => ran ?? []);
  const place = runs[0]?.place;
  const days = runs.flatMap(({ began }) => began?.slice(0, 10) ?? []).sort();
  const commit = place?.build?.commit;
  return [
    place?.machine.processor ?? null,
    place?.machine.cores ?? null,
    gigabytes(place?.machine.memoryBytes ?? null),
    place?.machine.os ?? null,
    place === undefined ? null : `${place.backend.name}, ${place.backend.device}`,
    place === undefined ? null : `${commit ? `commit ${commit.slice(0, 7)}, ` : ''}Node ${place.node}`,
    days.length === 0 ? null : days[0] === days.at(-1) ? days[0]! : `${days[0]} to ${days.at(-1)}`,
    place?.build?.workers ?? null,
    steps.length,
    { value: steps.reduce((sum, { seconds }) => sum + seconds, 0), unit: 's' },
    largest(runs.flatMap(({ load }) => (load === null ? [] : [load.start, load.end]))),
    gigabytes(largest(runs.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []))),
  ];
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function gigabytes(bytes: number | null): Value {
  return { value: bytes === null ? null : bytes / 1e9, unit: 'GB' };
}
