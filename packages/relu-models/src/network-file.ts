import { parseStrictJson } from '@noprior/array-files';
import type { Preprocessing } from '@noprior/datasets';
import { definedOnly, FormatError, type HostTensor, makeHostTensor, quoteText } from '@noprior/tensor';
import type { ReluNetwork } from './network.ts';

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
      `loadNetwork: ${path} has version ${quoteText(fields.version ?? '')} of ${networkFormat}, this release reads ${networkFormatVersion}; update the package`,
    );
  }
  const preprocessing = readPreprocessing(fields.preprocessing, path);
  const metadata = readMetadata(fields.metadata, path);
  return {
    ...(preprocessing === undefined && mean === undefined ? {} : { preprocessing: { ...preprocessing, ...flat } }),
    ...definedOnly({ metadata }),
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
  const isBytes = data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  const text = isBytes ? new TextDecoder().decode(Uint8Array.from(data)) : '';
  return readMetadata(text, path, notOurs) ?? {};
}

const damaged = 'is not JSON; the file is damaged';
const notOurs =
  'is not JSON; in a .npz network that array holds the UTF-8 bytes of a JSON object of text: rename or remove an array of your own';

function readPreprocessing(text: string | undefined, path: string): Omit<Preprocessing, 'mean'> | undefined {
  if (text === undefined) return undefined;
  const { imageShape, classes, pixelRange, ...others } = parseObject(text, 'preprocessing', path);
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    throw new FormatError(
      `loadNetwork: ${path}: preprocessing has ${unknown.slice(0, 5).map(quoteText).join(', ')}, which this release does not know; expected imageShape, classes, pixelRange`,
    );
  }
  return {
    ...(imageShape === undefined ? {} : { imageShape: readTriple(imageShape, path) }),
    ...(classes === undefined ? {} : { classes: readNames(classes, path) }),
    ...(pixelRange === undefined ? {} : { pixelRange: readPair(pixelRange, isNumber, 'pixelRange', 'number', path) }),
  };
}

function readMetadata(text: string | undefined, path: string, fault = damaged): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  const entries = Object.entries(parseObject(text, 'metadata', path, fault)).map(([key, value]): [string, string] => {
    if (!isText(value)) throw broken(`metadata.${quoteText(key).slice(1, -1)}`, 'text', value, path);
    return [key, value];
  });
  // Not by assignment: a key may be __proto__.
  return Object.fromEntries(entries);
}

function parseObject(text: string, field: string, path: string, fault = damaged): Readonly<Record<string, unknown>> {
  const value = parseStrictJson(text, `loadNetwork: ${path}: ${field}`, fault);
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
  if (Array.isArray(value) && value.length >= 2 && value.every(isPlainText)) return value;
  throw broken('preprocessing.classes', 'two or more of text without control characters', value, path);
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
  return new FormatError(`loadNetwork: ${path}: ${field} must be ${expected}, got ${showJson(value)}`);
}

/** A parsed value for a message: short and plain JSON as it is. */
function showJson(value: unknown): string {
  const text = JSON.stringify(value);
  return /^[ -~]{0,80}$/.test(text) ? text : quoteText(text);
}

/** Whether a name can be shown on a terminal as it is. */
function isPlainText(value: unknown): value is string {
  return (
    isText(value) &&
    quoteText(value)
      .replace(/\\(["\\])/g, '$1')
      .startsWith(`"${value}`)
  );
}
