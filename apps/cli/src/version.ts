import { readFileSync } from 'node:fs';
import type { RunProgram } from '@noprior/run-folder';
import { packageFile } from './program-files.ts';

/** Version of the command line, from its package.json. */
export function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(packageFile, 'utf8'));
  return version;
}

/** This command line, for records of runs. */
export function thisProgram(): RunProgram {
  return { version: readVersion(), file: packageFile };
}
