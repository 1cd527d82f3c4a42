import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `... from 'name';` at the end of a line, `import 'name';` and `import('name')`. */
const pattern = /\bfrom '([^']+)';$|^import '([^']+)';$|\bimport\('([^']+)'\)/gm;

/** What files import, by file: the specifier, and for a relative one the path from the root.
 *
 * @param files  paths from the root
 */
export function importsOf(files) {
  return new Map(
    files.map((file) => {
      const found = [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, from, bare, loaded]) => {
        const specifier = from ?? bare ?? loaded;
        return { specifier, path: specifier.startsWith('.') ? join(dirname(file), specifier) : undefined };
      });
      return [file, found];
    }),
  );
}

/** Circles of relative imports, each once, as the files in order with the first one again at the end.
 *
 * @param imports  of {@link importsOf}
 */
export function findCycles(imports) {
  const cycles = [];
  const done = new Set();
  for (const start of imports.keys()) visit(start, []);
  return cycles;

  function visit(file, path) {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const { path: next } of imports.get(file) ?? []) if (next !== undefined) visit(next, [...path, file]);
    done.add(file);
  }
}
