import { describeArchive } from './internal/describe-archive.ts';
import { describeText } from './internal/describe-text.ts';
import { bytesAt, latin1 } from './internal/file-prefix.ts';
import { saveFromPython } from './internal/save-from-python.ts';
import { hasNpyMagic } from './npy-header.ts';
import { hasSafetensorsMagic } from './safetensors-header.ts';

/** What a file is, by its first bytes, in words that complete "the file is ..." and say what to do where it is not
 * what was asked for.
 *
 * Bytes are compared and searched; nothing is decoded, unpacked or run. The last bytes are read, too, where a zip archive
 * lists its members.
 *
 * @param bytes  the whole file, or its beginning
 * @returns undefined for contents that are not recognised
 * @example describeContents(new Uint8Array()) // => 'empty (0 bytes); copy or download it again'
 */
export function describeContents(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'empty (0 bytes); copy or download it again';
  for (const [is, words] of kinds) {
    if (is(bytes)) return typeof words === 'string' ? words : words(bytes);
  }
  return describeText(bytes);
}

type Kind = readonly [is: (bytes: Uint8Array) => boolean, words: string | ((bytes: Uint8Array) => string)];

const begins =
  (...prefix: readonly number[]) =>
  (bytes: Uint8Array): boolean =>
    bytesAt(bytes, 0, prefix);

const beginsText = (prefix: string): ((bytes: Uint8Array) => boolean) =>
  begins(...[...prefix].map((c) => c.charCodeAt(0)));

const isPickle = (bytes: Uint8Array): boolean => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;

// The magic number 0x1950a86a20f9469cfc6c, pickled, begins every file that torch.save wrote before version 1.6.
const isLegacyTorch = (bytes: Uint8Array): boolean =>
  isPickle(bytes) && bytesAt(bytes, 2, [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

/** ModelProto: field 1 is a small version, fields 2 to 8 and 14 follow; or field 7, the graph, comes first. */
const isOnnx = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x08 && bytes[1]! <= 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(bytes[2]!)) ||
  (bytes[0] === 0x3a && bytes.length > 8 && bytes[1]! >= 0x80 && bytes.subarray(2, 6).includes(0x0a));

const isIdx = (bytes: Uint8Array): boolean =>
  bytesAt(bytes, 0, [0, 0]) && [8, 9, 11, 12, 13, 14].includes(bytes[2]!) && bytes[3]! >= 1 && bytes[3]! <= 4;

const isTar = (bytes: Uint8Array): boolean => latin1(bytes, 257, 262) === 'ustar';

/** MessagePack: a map whose first key is a short text, as flax writes a tree of parameters. */
const isMessagePack = (bytes: Uint8Array): boolean =>
  bytes[0]! >= 0x81 &&
  bytes[0]! <= 0x8f &&
  bytes[1]! > 0xa0 &&
  bytes[1]! < 0xc0 &&
  /^\w+$/.test(latin1(bytes, 2, 2 + (bytes[1]! & 31)));

const picture = (name: string): string => `a ${name} picture, not an array; stack the pictures of a set into one array`;
const packed = (name: string, tool: string): string => `a file packed by ${name}; unpack it first (${tool})`;

function describePickle(bytes: Uint8Array): string {
  const beginning = latin1(bytes, 0, 4096);
  if (beginning.includes('sklearn'))
    return `a scikit-learn model (a Python pickle, which is never run); ${saveFromPython.sklearn}`;
  if (beginning.includes('torch'))
    return `a PyTorch file (a Python pickle, which is never run); ${saveFromPython.torch}`;
  return `a Python pickle, which could run any code and is never run; ${saveFromPython.pickle}`;
}

/** In the order in which they are tried: what is certain by many bytes before what is guessed by few. */
const kinds: readonly Kind[] = [
  [hasNpyMagic, 'an array of numpy (.npy)'],
  [begins(0x50, 0x4b, 0x03, 0x04), describeArchive],
  [begins(0x50, 0x4b, 0x05, 0x06), 'an empty zip archive, without any member'],
  [
    begins(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
    `an HDF5 file, as Keras writes .h5; ${saveFromPython.keras}`,
  ],
  [
    isLegacyTorch,
    `a PyTorch file in the form before version 1.6 (a pickle, which is never run); ${saveFromPython.torch}`,
  ],
  [isPickle, describePickle],
  [
    beginsText('version https://git-lfs'),
    'a Git LFS pointer, not the file itself; run "git lfs pull" in the clone that it came from',
  ],
  [begins(0x89, 0x50, 0x4e, 0x47), picture('PNG')],
  [begins(0xff, 0xd8, 0xff), picture('JPEG')],
  [beginsText('GIF8'), picture('GIF')],
  [beginsText('%PDF-'), 'a PDF document'],
  [begins(0x1f, 0x8b), packed('gzip', 'gunzip; tar -xzf for .tar.gz')],
  [begins(0x42, 0x5a, 0x68), packed('bzip2', 'bunzip2')],
  [begins(0xfd, 0x37, 0x7a, 0x58, 0x5a), packed('xz', 'unxz')],
  [begins(0x28, 0xb5, 0x2f, 0xfd), packed('zstd', 'unzstd')],
  [begins(0x37, 0x7a, 0xbc, 0xaf), packed('7-Zip', '7z x')],
  [beginsText('Rar!'), packed('RAR', 'unrar x')],
  [isTar, 'a tar archive; unpack it first (tar -xf)'],
  [beginsText('MATLAB 5.0'), `a MATLAB file (.mat); read it with scipy.io.loadmat, then ${saveFromPython.numpy}`],
  [hasSafetensorsMagic, 'a safetensors file'],
  [
    isTruncatedSafetensors,
    'a safetensors file that ends within its header, so a download or copy that did not finish; fetch it again',
  ],
  [isIdx, 'an IDX file, the format of MNIST'],
  [isOnnx, `an ONNX model; ${saveFromPython.onnx}`],
  [isMessagePack, `a MessagePack file, as Flax writes; ${saveFromPython.flax}`],
  [onlyZeros, 'nothing but zero bytes, so a download or copy that did not finish; fetch it again'],
];

function isTruncatedSafetensors(bytes: Uint8Array): boolean {
  return bytesAt(bytes, 3, [0, 0, 0, 0, 0]) && latin1(bytes, 8, 10) === '{"';
}

function onlyZeros(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && bytes.subarray(0, 65_536).every((byte) => byte === 0);
}
