/** Entries by a name, in order of appearance. */
export function groupBy<Entry>(entries: readonly Entry[], name: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(name(entry), [...(groups.get(name(entry)) ?? []), entry]);
  return groups;
}
