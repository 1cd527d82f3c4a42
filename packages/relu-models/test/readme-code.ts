import { readFileSync } from 'node:fs';

/** Code of a block of the README, from 0, that prints by `print`; compacted. */
export function readmeBlock(index: number): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return compact([...readme.matchAll(/```ts\n([\s\S]*?)```/g)][index]![1]!.replaceAll('console.log', 'print'));
}

/** Imports of the project in a test file, and its lines from `begin` to `end`; compacted. */
export function exampleCode(file: string): string {
  const source = readFileSync(new URL(file), 'utf8');
  const body = /\/\/ begin\n([\s\S]*?)\/\/ end/.exec(source)![1]!;
  const imports = source.split('\n').filter((line) => /^import .* from '@noprior/.test(line));
  return compact([...imports, body].join('\n'));
}

/** Without blanks, and without the commas before closing brackets that the formatter adds. */
function compact(code: string): string {
  return code.replace(/\s+/g, '').replace(/,(?=[\]})])/g, '');
}
