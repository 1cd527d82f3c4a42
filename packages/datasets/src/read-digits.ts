import { FormatError } from '@noprior/tensor';
import { describeMagic, type IdxHeader, readIdxHeader } from './idx-header.ts';
import { checkIdxSize, readIdxData } from './read-idx-data.ts';
import { showPath } from './show-path.ts';

/** A file. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Images of digits and the digit of each. */
export interface Digits {
  /** [n, 28, 28] */
  readonly pixels: Uint8Array;
  /** [n], 0 to 9 */
  readonly classOf: Uint8Array;
}

/** Pixels of an edge. */
export const digitSide: number = 28;
/** Unsigned bytes with three extents. */
const imagesMagic = 0x0803;
/** Unsigned bytes with one extent. */
const labelsMagic = 0x0801;
/** QMNIST: int32 with two extents; the first of eight numbers for each image is the digit. */
const qmnistMagic = 0x0c02;
const qmnistColumns = 8;

/** Read images and labels in the format of MNIST, and check that they belong together.
 *
 * Everything that the headers tell is checked before anything is unpacked.
 *
 * @throws {FormatError} for other files, exchanged files, other sizes, different numbers and labels that are no digits
 */
export async function readDigits(
  images: NamedBytes,
  labels: NamedBytes,
  onNotice: (text: string) => void,
): Promise<Digits> {
  const [imagesName, labelsName] = [showPath(images.name), showPath(labels.name)];
  const imagesHeader = await readIdxHeader(images.bytes, imagesName);
  const labelsHeader = await readIdxHeader(labels.bytes, labelsName);
  checkKinds(imagesHeader, labelsHeader, imagesName, labelsName);
  checkIdxSize(images.bytes, imagesHeader, imagesName);
  checkIdxSize(labels.bytes, labelsHeader, labelsName);
  checkExtents(imagesHeader, labelsHeader, imagesName, labelsName);
  const pixels = await readIdxData(images.bytes, imagesHeader, imagesName);
  const data = await readIdxData(labels.bytes, labelsHeader, labelsName);
  if (labelsHeader.magic !== qmnistMagic) return { pixels, classOf: checkLabels(data, labelsName) };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const firsts = Int32Array.from({ length: labelsHeader.shape[0]! }, (_, row) =>
    view.getInt32(4 * qmnistColumns * row),
  );
  const classOf = Uint8Array.from(checkLabels(firsts, labelsName));
  onNotice(`${labelsName} has the labels of QMNIST; its first column is the digit`);
  return { pixels, classOf };
}

/** Magic numbers. */
function checkKinds(images: IdxHeader, labels: IdxHeader, imagesName: string, labelsName: string): void {
  if (images.magic === labelsMagic && labels.magic === imagesMagic) {
    throw new FormatError(
      `${imagesName} has magic number ${describeMagic(images.magic)}, which is for labels, and ${labelsName} has ` +
        `${describeMagic(labels.magic)}, which is for images; exchange their names`,
    );
  }
  if (images.magic !== imagesMagic) {
    throw new FormatError(
      `${imagesName}: expected images with magic number ${describeMagic(imagesMagic)}, got ${describeMagic(images.magic)}` +
        ` and extents ${images.shape.join(' x ')}; write them as unsigned bytes [n, ${digitSide}, ${digitSide}]`,
    );
  }
  const isQmnist = labels.magic === qmnistMagic && labels.shape[1] === qmnistColumns;
  if (labels.magic !== labelsMagic && !isQmnist) {
    throw new FormatError(
      `${labelsName}: expected labels with magic number ${describeMagic(labelsMagic)}, got ${describeMagic(labels.magic)}` +
        ` and extents ${labels.shape.join(' x ')}; write them as unsigned bytes [n]`,
    );
  }
}

/** Size of the images, and as many labels. */
function checkExtents(images: IdxHeader, labels: IdxHeader, imagesName: string, labelsName: string): void {
  const [count, height, width] = images.shape;
  if (height !== digitSide || width !== digitSide) {
    throw new FormatError(
      `${imagesName}: expected images of ${digitSide} x ${digitSide}, got ${height} x ${width}; crop or scale them`,
    );
  }
  if (labels.shape[0] !== count) {
    throw new FormatError(
      `${labelsName}: ${labels.shape[0]} labels for the ${count} images of ${imagesName}; take both files from one set`,
    );
  }
}

/** The labels, if all are digits. */
function checkLabels<Labels extends Uint8Array | Int32Array>(labels: Labels, place: string): Labels {
  const wrong = labels.findIndex((label) => label < 0 || label > 9);
  if (wrong < 0) return labels;
  let [low, high] = [labels[0]!, labels[0]!];
  for (const label of labels) [low, high] = [Math.min(low, label), Math.max(high, label)];
  throw new FormatError(
    `${place}: label ${wrong} is ${labels[wrong]}, expected 0 to 9; labels go from ${low} to ${high}, so these are no ` +
      'digits (EMNIST has letters, for example)',
  );
}
