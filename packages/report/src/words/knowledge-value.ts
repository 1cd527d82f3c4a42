import type { Knowledge, KnowledgeName } from '@noprior/reconstruction-attack';
import type { HostTensor } from '@noprior/tensor';
import { extent } from '../charts/extent.ts';
import type { Value } from '../document/value.ts';
import { formatNumber } from '../format-number.ts';

/** A value that an attacker knows, short enough for a document: arrays as their ranges or counts; `null` where it is absent. */
export function knowledgeValue(name: KnowledgeName, knowledge: Knowledge): Value {
  switch (name) {
    case 'box': {
      const { box } = knowledge;
      return box.status === 'absent' ? null : rangeText([...valuesOf(box.value.low), ...valuesOf(box.value.high)]);
    }
    case 'mean': {
      const { mean } = knowledge;
      return mean.status === 'absent' ? null : `${mean.value.data.length} values, ${rangeText(valuesOf(mean.value))}`;
    }
    case 'startNoise':
    case 'samples': {
      const entry = knowledge[name];
      return entry.status === 'absent' ? null : entry.value;
    }
    case 'labels': {
      const { labels } = knowledge;
      return labels.status === 'absent' ? null : `${labels.value.data.length} labels`;
    }
    case 'initialWeights':
      return knowledge.initialWeights.status === 'absent' ? null : 'all';
  }
}

function valuesOf(value: number | HostTensor): number[] {
  return typeof value === 'number' ? [value] : [...value.data];
}

function rangeText(values: readonly number[]): string {
  const [low, high] = extent(values);
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}
