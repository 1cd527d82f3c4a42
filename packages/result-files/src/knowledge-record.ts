import type { Knowledge, KnowledgeEntry } from '@noprior/reconstruction-attack';

/** Knowledge as JSON: each entry that the attack uses, big values as their shape and range. */
export function knowledgeRecord(knowledge: Partial<Knowledge>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(knowledge).map(([name, entry]) => [name, entry.status === 'absent' ? entry : brief(entry)]),
  );
}

function brief(entry: Exclude<KnowledgeEntry<unknown>, { readonly status: 'absent' }>): object {
  return { ...entry, value: briefValue(entry.value) };
}

function briefValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('layers' in value) return 'a network';
  if ('data' in value && 'shape' in value) return rangeOf(value as { data: ArrayLike<number>; shape: unknown });
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, briefValue(part)]));
}

function rangeOf({ data, shape }: { readonly data: ArrayLike<number>; readonly shape: unknown }): object {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < data.length; at++) {
    min = Math.min(min, data[at]!);
    max = Math.max(max, data[at]!);
  }
  return { shape, min, max };
}
