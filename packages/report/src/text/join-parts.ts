/** Lines with an empty one between two parts; parts without a line are left out. */
export function joinParts(parts: readonly (readonly string[])[]): string[] {
  return parts.filter(({ length }) => length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}
