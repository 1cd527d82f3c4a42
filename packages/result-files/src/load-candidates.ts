import { type ArrayFile, openArrays, type ReadOptions } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { FormatError, formatShape, type HostTensor, makeHostTensor, quoteText } from '@noprior/tensor';

/** Limit on the size of candidates unless `--max-file-mb` sets another: 64 MiB. */
const candidatesMaxBytes = 2 ** 26;

const needed = 'candidates are x [n, d], lambda [n] and y [n] of a .npz (or .safetensors) file';

/** Candidates, and which of them an attack predicts to be training samples. */
export interface CandidatesFile extends Candidates {
  /** [n] 1 or 0, where the file has it. */
  readonly predicted?: HostTensor;
  /** [n] how much speaks for a training sample, where the file has it. */
  readonly memberScore?: HostTensor;
}

/** Read candidates: arrays `x` [n, d], `lambda` [n] and `y` [n] of a .npz (or .safetensors) file. Of others only `predicted` [n] and `memberScore` [n] are read.
 *
 * Images [n, channels, height, width] become rows, and columns [n, 1] of multipliers and labels become [n].
 *
 * @throws {FormatError} if the file is damaged, an array is missing, x holds bytes of pixels or images with the channels last, or
 *   y holds truth values
 */
export async function loadCandidates(path: string, options: ReadOptions = {}): Promise<CandidatesFile> {
  const file = await openArrays(path, { fallbackMaxBytes: candidatesMaxBytes, ...options });
  if (file.metadata.checkpoint !== undefined) {
    throw new FormatError(
      `${path} is a checkpoint of an attack, whose multipliers are in the unit that the attack works in; finish that run with --resume and take its candidates.npz`,
    );
  }
  checkNames(file, path);
  if (file.describe('y').type === 'bool') {
    throw new FormatError(`${path}: y holds True and False; labels must be -1 and +1: save numpy.where(y, 1.0, -1.0)`);
  }
  return {
    x: toRows(readPoints(file, path), path),
    lambda: toVector(file.read('lambda')),
    y: toVector(file.read('y')),
    ...(file.names.includes('predicted') ? { predicted: toVector(file.read('predicted')) } : {}),
    ...(file.names.includes('memberScore') ? { memberScore: toVector(file.read('memberScore')) } : {}),
  };
}

function checkNames(file: ArrayFile, path: string): void {
  const missing = ['x', 'lambda', 'y'].find((name) => !file.names.includes(name));
  if (missing === undefined) return;
  if (file.format === 'npy') {
    throw new FormatError(`${path}: one array without a name; ${needed}: save them with numpy.savez(path, **arrays)`);
  }
  const found = file.names.slice(0, 8).map(quoteText).join(', ') || 'nothing';
  const more = file.names.length > 8 ? ` and ${file.names.length - 8} more` : '';
  const what = file.names.some((name) => /^layers\.\d+\.weight$/.test(name)) ? '; this looks like a network' : '';
  throw new FormatError(`${path}: no array ${missing}; ${needed}, found ${found}${more}${what}`);
}

/** Integers 0 to 255 are pixels before they were scaled: the network never saw such points. Points in small integers, written
 * by hand, are read.
 */
function readPoints(file: ArrayFile, path: string): HostTensor {
  const x = file.read('x');
  const { type } = file.describe('x');
  const isPixels = type === 'uint8' ? x.data.some((value) => value > 1) : /^u?int/.test(type) && isByteRange(x);
  if (isPixels) {
    throw new FormatError(
      `${path}: x ${formatShape(x.shape)} of type ${type} holds pixels as bytes, up to 255; save them as the network takes them, as x / 255 less the mean, in float32`,
    );
  }
  return x;
}

/** Whether all numbers are in 0 to 255, and some in its upper half. */
function isByteRange({ data }: HostTensor): boolean {
  return data.every((value: number) => value >= 0 && value <= 255) && data.some((value: number) => value >= 128);
}

/** Images as rows, channels outermost. Channels that come last would silently become other pixels. */
function toRows(x: HostTensor, path: string): HostTensor {
  const [count = 0, ...extents] = x.shape;
  const last = extents.at(-1) ?? 1;
  if (extents.length === 3 && last > 1 && last <= 4 && extents[0]! > 4) {
    throw new FormatError(
      `${path}: x ${formatShape(x.shape)} looks like images with the channels last; save x.transpose(0, 3, 1, 2), or x.reshape(${count}, -1) if the network was trained on pixels in this order`,
    );
  }
  return extents.length < 2 ? x : makeHostTensor(x.data, [count, extents.reduce((size, extent) => size * extent, 1)]);
}

function toVector(tensor: HostTensor): HostTensor {
  const [count = 0, ...extents] = tensor.shape;
  const isColumn = extents.length > 0 && extents.every((extent) => extent === 1);
  return isColumn ? makeHostTensor(tensor.data, [count]) : tensor;
}
