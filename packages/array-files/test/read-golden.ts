import { readFileSync } from 'node:fs';

/** An array as `expected.json` describes it. */
export interface ExpectedArray {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'float64';
  readonly data: readonly number[];
}

/** What the files of the golden folder hold, by format and file name. */
export interface Expected {
  readonly npy: Readonly<Record<string, ExpectedArray>>;
  readonly npz: Readonly<Record<string, Readonly<Record<string, ExpectedArray>>>>;
  readonly safetensors: Readonly<Record<string, Readonly<Record<string, ExpectedArray>>>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Path of a file in the golden folder. */
export function goldenPath(name: string): string {
  return new URL(`golden/${name}`, import.meta.url).pathname;
}

/** Bytes of a file in the golden folder. */
export function readGolden(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(goldenPath(name)));
}

/** Contents of `expected.json`. */
export function readExpected(): Expected {
  return JSON.parse(readFileSync(goldenPath('expected.json'), 'utf8'));
}
