import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** Resolutions that an ESM-only package does not promise. */
const notPromised = ['node10', 'node16-cjs'];

/** What publint and are-the-types-wrong find in packed packages.
 *
 * @returns sentences; empty if nothing is wrong
 */
export async function lintTarballs(tarballs) {
  const problems = [];
  for (const tarball of tarballs) {
    const bytes = readFileSync(tarball);
    const name = basename(tarball);
    const tarballData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball: tarballData }, strict: true });
    for (const message of messages) problems.push(`${name}: publint: ${formatMessage(message, pkg, { color: false })}`);
    if (pkg.exports === undefined) continue; // a program, not a library
    const analysis = await checkPackage(createPackageFromTarballData(bytes));
    for (const problem of analysis.problems ?? []) {
      if (notPromised.includes(problem.resolutionKind)) continue;
      const { kind, entrypoint = '', resolutionKind = '' } = problem;
      problems.push(`${name}: are-the-types-wrong: ${kind} ${entrypoint} ${resolutionKind}`.trimEnd());
    }
  }
  return problems;
}
