/** Fewer lines are no copy. */
const windowSize = 6;

/** Lines that count, with their number and whether a comment above allows them to be written again. */
export function countedLines(source) {
  const counted = [];
  let skips; // the end of an import or a comment over several lines
  let isAllowed = false;
  for (const [index, raw] of source.split('\n').entries()) {
    const text = raw.trim();
    if (/^\/\/ duplicate: \S/.test(text)) isAllowed = true;
    if (skips !== undefined) {
      if (skips.test(text)) skips = undefined;
      continue;
    }
    if (/^\/\*/.test(text)) {
      if (!/\*\/$/.test(text)) skips = /\*\/$/;
      continue;
    }
    if (/^(import|export) (type )?[{*]/.test(text) || text.startsWith('import ')) {
      if (!text.endsWith(';')) skips = /;$/;
      continue;
    }
    if (text.startsWith('//') || !/\w/.test(text)) continue;
    counted.push({ text, line: index + 1, isAllowed });
    isAllowed = false;
  }
  return counted;
}

/** Longest runs of at least six equal lines, each pair of places once.
 *
 * @param sources  `{ path, lines }`, lines of {@link countedLines}
 * @returns        `{ a, b, count }`, both sides with path and number of the first line
 */
export function findPairs(sources) {
  const places = new Map();
  const found = [];
  const covered = new Set();
  for (const [file, { lines }] of sources.entries()) {
    for (let at = 0; at + windowSize <= lines.length; at++) {
      const key = lines
        .slice(at, at + windowSize)
        .map(({ text }) => text)
        .join('\n');
      const earlier = places.get(key) ?? [];
      for (const place of earlier) addPair(place, { file, at });
      places.set(key, [...earlier, { file, at }]);
    }
  }
  return found;

  function addPair(first, second) {
    const [a, b] = [sources[first.file], sources[second.file]];
    const place = (one, two) => `${first.file} ${one} ${second.file} ${two}`;
    const isContinued = covered.has(place(first.at - 1, second.at - 1));
    covered.add(place(first.at, second.at));
    // Lines that repeat within one run are a pattern, not a copy.
    if (isContinued || (first.file === second.file && second.at - first.at < windowSize)) return;
    let count = windowSize;
    while (a.lines[first.at + count] && a.lines[first.at + count].text === b.lines[second.at + count]?.text) count++;
    const isAllowed = [a.lines[first.at], b.lines[second.at]].some((line) => line.isAllowed);
    if (isAllowed) return;
    found.push({
      a: { path: a.path, line: a.lines[first.at].line },
      b: { path: b.path, line: b.lines[second.at].line },
      count,
    });
  }
}
