import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A stack that names the sources, by their paths in the repository, in the place of the files of the bundle.
 *
 * Maps are read here only. Node's --enable-source-maps reads all of them whenever the program starts.
 *
 * @param stack  `error.stack`, of this process or of one that it started
 * @returns the stack; places without a map stay as they are
 */
export function toSourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(/(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) maps.set(file, readMap(file));
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    return `${inRepository(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Maps name sources from the folder of the bundle. */
function inRepository(source: string): string {
  return new URL(source, 'file:///apps/cli/dist/').pathname.slice(1);
}
