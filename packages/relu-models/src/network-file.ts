import { FormatError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { ReluNetwork } from './network.ts';
import type { Preprocessing } from './preprocessing.ts';

/** Value of `format` in the metadata of a network file. */
export const networkFormat = 'noprior.relu-network';

/** Version of the layout that is written; files of this version and of no other are read. */
export const networkFormatVersion = '1';

/** Metadata of a network file, all of it text:
 * `format`, `version`, `preprocessing` (JSON without the mean, which is a tensor) and `metadata` (JSON of the network's own).
 */
export function toFileMetadata(network: ReluNetwork): Record<string, string> {
  const { imageShape, classes, pixelRange } = network.preprocessing ?? {};
  const fields: Record<string, string> = { format: networkFormat, version: networkFormatVersion };
  if (network.preprocessing !== undefined) {
    fields.preprocessing = JSON.stringify({ imageShape, classes, pixelRange });
  }
  if (network.metadata !== undefined) fields.metadata = JSON.stringify(network.metadata);
  return fields;
}

/** Preprocessing and metadata of a file. Metadata of other programs (without our `format`) become the network's own.
 *
 * @param mean  tensor `preprocessing.mean` of the file
 * @throws {FormatError} for another version or fields that are not what {@link toFileMetadata} writes
 */
export function fromFileMetadata(
  fields: Readonly<Record<string, string>>,
  mean: HostTensor | undefined,
  path: string,
): Pick<ReluNetwork, 'preprocessing' | 'metadata'> {
  const flat = mean === undefined ? {} : { mean: makeHostTensor(mean.data, [mean.data.length]) };
  if (fields.format !== networkFormat) {
    return {
      ...(mean === undefined ? {} : { preprocessing: flat }),
      ...(Object.keys(fields).length === 0 ? {} : { metadata: { ...fields } }),
    };
  }
  if (fields.version !== networkFormatVersion) {
    throw new FormatError(
      `loadNetwork: ${path} has version ${JSON.stringify(fields.version)} of ${networkFormat}, this release reads ${networkFormatVersion}; update the package`,
    );
  }
  const preprocessing = readPreprocessing(fields.preprocessing, path);
  const metadata = readMetadata(fields.metadata, path);
  return {
    ...(preprocessing === undefined && mean === undefined ? {} : { preprocessing: { ...preprocessing, ...flat } }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Text as a tensor of its UTF-8 bytes, for .npz, which has no place for text.
 *
 * @returns [bytes] float32, each an integer in [0, 255]; in numpy `bytes(a.astype('uint8')).decode()`
 */
export function textToTensor(text: string): HostTensor {
  const bytes = new TextEncoder().encode(text);
  return makeHostTensor(Float32Array.from(bytes), [bytes.length]);
}

/** The metadata of a .npz file from its tensor.
 *
 * @throws {FormatError} unless it holds UTF-8 bytes of a JSON object of strings
 */
export function tensorToMetadata({ data }: HostTensor, path: string): Record<string, string> {
  const text = new TextDecoder().decode(Uint8Array.from(data));
  return readMetadata(text, path) ?? {};
}

function readPreprocessing(text: string | undefined, path: string): Omit<Preprocessing, 'mean'> | undefined {
  if (text === undefined) return undefined;
  const { imageShape, classes, pixelRange } = parseObject(text, 'preprocessing', path);
  return {
    ...(imageShape === undefined ? {} : { imageShape: readTriple(imageShape, path) }),
    ...(classes === undefined ? {} : { classes: readNames(classes, path) }),
    ...(pixelRange === undefined ? {} : { pixelRange: readPair(pixelRange, isNumber, 'pixelRange', 'number', path) }),
  };
}

function readMetadata(text: string | undefined, path: string): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  const entries = Object.entries(parseObject(text, 'metadata', path)).map(([key, value]): [string, string] => {
    if (!isText(value)) throw broken(`metadata.${key}`, 'text', value, path);
    return [key, value];
  });
  // Not by assignment: a key may be __proto__.
  return Object.fromEntries(entries);
}

function parseObject(text: string, field: string, path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`loadNetwork: ${path}: ${field} is not JSON; the file is damaged`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw broken(field, 'an object', value, path);
}

function readTriple(value: unknown, path: string): [number, number, number] {
  if (Array.isArray(value) && value.length === 3) {
    const [first, second, third]: unknown[] = value;
    if (isNumber(first) && isNumber(second) && isNumber(third)) return [first, second, third];
  }
  throw broken('preprocessing.imageShape', 'three numbers', value, path);
}

function readNames(value: unknown, path: string): string[] {
  if (Array.isArray(value) && value.length >= 2 && value.every(isText)) return value;
  throw broken('preprocessing.classes', 'two or more of text', value, path);
}

function readPair<T>(
  value: unknown,
  is: (item: unknown) => item is T,
  field: string,
  kind: string,
  path: string,
): [T, T] {
  if (Array.isArray(value) && value.length === 2) {
    const [first, second]: unknown[] = value;
    if (is(first) && is(second)) return [first, second];
  }
  throw broken(`preprocessing.${field}`, `two of ${kind}`, value, path);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function broken(field: string, expected: string, value: unknown, path: string): FormatError {
  return new FormatError(`loadNetwork: ${path}: ${field} must be ${expected}, got ${JSON.stringify(value)}`);
}
