import { argument, DomainError, wording } from '@noprior/tensor';
import { showPath } from './show-path.ts';

/** A folder below `dataDir` with what was found in it. */
export interface FolderChoice<Found> {
  /** Relative to `dataDir`; empty for itself. */
  readonly folder: string;
  readonly found: Found;
}

/** Sort files by the folder that they are in and by what they hold.
 *
 * A folder with the name of a file, as Kaggle has it, stands for the file within.
 *
 * @param paths    relative paths, better ones first
 * @param pattern  of the names that count
 * @param keyOf    what a file with such a name holds
 * @returns for each folder the paths by what they hold
 */
export function groupByFolder<Key>(
  paths: readonly string[],
  pattern: RegExp,
  keyOf: (match: RegExpExecArray) => Key,
): Map<string, Map<Key, string>> {
  const groups = new Map<string, Map<Key, string>>();
  for (const path of paths) {
    const names = path.split('/');
    const match = pattern.exec(names.pop()!);
    if (match === null) continue;
    while (names.length > 0 && pattern.test(names.at(-1)!)) names.pop();
    const folder = names.join('/');
    const group = groups.get(folder) ?? new Map<Key, string>();
    const key = keyOf(match);
    if (!group.has(key)) group.set(key, path);
    groups.set(folder, group);
  }
  return groups;
}

/** Choose among the folders that hold a data set: one of the usual names, else the only one.
 *
 * @param usual  names in the order in which they are tried, in small letters
 * @returns undefined if there is none
 * @throws {DomainError} if there are several, none of which has a usual name
 */
export function chooseFolder<Found>(
  folders: ReadonlyMap<string, Found>,
  usual: readonly string[],
  onNotice: (text: string) => void,
): FolderChoice<Found> | undefined {
  for (const name of usual) {
    for (const [folder, found] of folders) if (folder.toLowerCase() === name) return { folder, found };
  }
  const [first, second] = folders;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    const names = [...folders.keys()].map(showPath);
    throw new DomainError(
      wording`loadDataset: several folders below ${argument('dataDir')} hold files of this kind: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ' and more' : ''}; pass the one that is meant`,
    );
  }
  onNotice(`the data set is read from the folder ${showPath(first[0])}`);
  return { folder: first[0], found: first[1] };
}
