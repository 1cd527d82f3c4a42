import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of the map of docs/theory.md: a formula, and where it is computed and tested. */
export interface MappedFormula {
  readonly name: string;
  readonly formula: string;
  /** Without the scope: `kkt-loss`. */
  readonly package: string;
  readonly function: string;
  /** From the root of the repository. */
  readonly testFile: string;
}

/** An export that computes no formula of its own. */
export interface Helper {
  readonly function: string;
  readonly package: string;
  readonly purpose: string;
}

/** What docs/theory.md says of the code. */
export interface TheoryDocument {
  readonly formulas: readonly MappedFormula[];
  readonly helpers: readonly Helper[];
  /** Tests that are cited by file, relative to docs, and title. */
  readonly citedTests: readonly { readonly file: string; readonly title: string }[];
  /** Targets of relative links, relative to docs. */
  readonly links: readonly string[];
}

/** What a package exports, by name. */
export type PackageExports = Readonly<Record<string, unknown>>;

const formulaHeader = ['name of formula', 'formula', 'package', 'function', 'test file'];
const helperHeader = ['helper', 'package', 'purpose'];

/** Read the two tables, the cited tests and the links.
 *
 * @throws {Error} if a table is missing or a row has another number of cells
 */
export function readTheoryDocument(markdown: string): TheoryDocument {
  const flat = markdown.replace(/\s+/g, ' ');
  const titles = /\]\(([^)]+\.test\.ts)\), "([^"]+)"/g;
  return {
    formulas: readTable(markdown, formulaHeader).map(([name, formula, inPackage, called, testFile]) => ({
      name: name!,
      formula: formula!,
      package: inPackage!,
      function: withoutTicks(called!),
      testFile: withoutTicks(testFile!),
    })),
    helpers: readTable(markdown, helperHeader).map(([called, inPackage, purpose]) => ({
      function: withoutTicks(called!),
      package: inPackage!,
      purpose: purpose!,
    })),
    citedTests: [...flat.matchAll(titles)].map(([, file, title]) => ({ file: file!, title: title! })),
    links: [...flat.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target)),
  };
}

/** Everything that is wrong with the document, in words; empty if nothing is.
 *
 * @param packages  what the packages export; those in `complete` must have all their functions in one of the tables
 * @param root      folder of the repository
 */
export function findMistakes(
  { formulas, helpers, citedTests, links }: TheoryDocument,
  packages: Readonly<Record<string, PackageExports>>,
  complete: readonly string[],
  root: string,
): string[] {
  const mistakes: string[] = [];
  const mapped = new Set<string>();
  const isFunction = (inPackage: string, name: string): boolean => {
    const value = packages[inPackage]?.[name];
    // An attack is a value with functions.
    return typeof value === 'function' || (typeof value === 'object' && value !== null && 'begin' in value);
  };
  const sources = new Map<string, string>();
  /** Whether a package has the function for its own use. */
  const isDeclared = (inPackage: string, name: string): boolean => {
    if (!sources.has(inPackage)) sources.set(inPackage, readSources(join(root, 'packages', inPackage, 'src')));
    return (
      sources.get(inPackage)!.includes(`export function ${name}(`) ||
      sources.get(inPackage)!.includes(`export async function ${name}(`)
    );
  };
  for (const row of formulas) {
    const key = `${row.package}/${row.function}`;
    mapped.add(key);
    for (const [column, value] of Object.entries(row)) if (value === '') mistakes.push(`${key}: empty ${column}`);
    if (packages[row.package] === undefined) mistakes.push(`${row.name}: unknown package ${row.package}`);
    else if (!isFunction(row.package, row.function) && !isDeclared(row.package, row.function)) {
      mistakes.push(`${row.name}: ${row.package} has no function ${row.function}`);
    }
    if (!row.testFile.endsWith('.test.ts') || !existsSync(join(root, row.testFile))) {
      mistakes.push(`${row.name}: there is no test file ${row.testFile}`);
    }
  }
  const listed = new Set<string>();
  for (const { function: name, package: inPackage, purpose } of helpers) {
    const key = `${inPackage}/${name}`;
    if (listed.has(key)) mistakes.push(`${key}: listed twice as a helper`);
    listed.add(key);
    if (purpose === '') mistakes.push(`${key}: a helper without a purpose`);
    if (!isFunction(inPackage, name)) mistakes.push(`${key}: listed as a helper, but not exported`);
    if (mapped.has(key)) mistakes.push(`${key}: both in the map and listed as a helper`);
  }
  // A function that another package exports as well needs one row.
  const named = new Set([...formulas, ...helpers].map((row) => packages[row.package]?.[row.function]));
  for (const inPackage of complete) {
    for (const [name, value] of Object.entries(packages[inPackage] ?? {})) {
      const key = `${inPackage}/${name}`;
      if (typeof value === 'function' && !named.has(value)) {
        mistakes.push(`${key}: exported, but neither in the map nor listed as a helper`);
      }
    }
  }
  for (const { file, title } of citedTests) {
    const path = join(root, 'docs', file);
    if (!existsSync(path)) mistakes.push(`cited test: there is no file ${file}`);
    else if (!readFileSync(path, 'utf8').includes(title)) mistakes.push(`cited test: ${file} has no test "${title}"`);
  }
  for (const link of links) {
    if (!existsSync(join(root, 'docs', link))) mistakes.push(`link: there is no ${link}`);
  }
  return mistakes;
}

/** All sources below a folder, one after the other; nothing where there is none. */
function readSources(folder: string): string {
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return files.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
}

/** Rows of the table with this header, cell by cell. */
function readTable(markdown: string, header: readonly string[]): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => isRow(line) && cells(line).join('\n') === header.join('\n'));
  if (start < 0) throw new Error(`no table with the columns ${header.join(', ')}`);
  const rows: string[][] = [];
  // After the header and the line of dashes.
  for (const line of lines.slice(start + 2)) {
    if (!isRow(line)) break;
    const row = cells(line);
    if (row.length !== header.length) throw new Error(`${row.length} cells instead of ${header.length}: ${line}`);
    rows.push(row);
  }
  return rows;
}

function isRow(line: string): boolean {
  return line.startsWith('|');
}

/** Cells of a row; `\|` is no border. */
function cells(line: string): string[] {
  return line
    .trim()
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function withoutTicks(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}
