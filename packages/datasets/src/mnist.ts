import { readFileBytes, writeFileAtomically } from '@noprior/array-files';
import { DomainError, FormatError } from '@noprior/tensor';
import { cacheDirOf, type DataLocation } from './data-location.ts';
import { downloadFile, type RemoteFile } from './download.ts';
import { joinPath, listFiles, makeFolder } from './folders.ts';
import { parseIdx } from './idx.ts';
import type { LabelledImages } from './labelled-images.ts';
import { sha256 } from './sha256.ts';

/** The 60,000 training images and labels of MNIST as they are published. */
export const mnistFiles: readonly [images: RemoteFile, labels: RemoteFile] = [
  {
    url: 'https://storage.googleapis.com/cvdf-datasets/mnist/train-images-idx3-ubyte.gz',
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  {
    url: 'https://storage.googleapis.com/cvdf-datasets/mnist/train-labels-idx1-ubyte.gz',
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
];

/** Pixels of an edge. */
const side = 28;
/** No file of MNIST is larger, packed or not. */
const maxFileBytes = 2 ** 27;

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** MNIST from a folder, or downloaded into the cache.
 *
 * A folder (`dataDir` or `dataDir/mnist`) gives its training files if both are there, else its t10k files, plain or .gz.
 *
 * @param files  what to download
 * @throws {DomainError} if there are no files, or they cannot be read or fetched
 * @throws {FormatError} if a file is corrupt, or images and labels do not fit together
 * @throws {ChecksumError} if a download is not the published file
 */
export async function loadMnist(
  location: DataLocation,
  files: typeof mnistFiles = mnistFiles,
): Promise<LabelledImages> {
  const [images, labels] =
    location.dataDir === undefined ? await fetchFiles(location, files) : await findFiles(location.dataDir);
  const pixels = parseIdx(images.bytes, 3, images.name);
  const classes = parseIdx(labels.bytes, 1, labels.name);
  const [count, height, width] = pixels.shape;
  if (height !== side || width !== side) {
    throw new FormatError(`${images.name}: expected images of ${side} x ${side}, got ${height} x ${width}`);
  }
  if (classes.data.length !== count) {
    throw new FormatError(`${labels.name}: ${classes.data.length} labels for the ${count} images of ${images.name}`);
  }
  const wrong = classes.data.findIndex((label) => label > 9);
  if (wrong >= 0) throw new FormatError(`${labels.name}: label ${wrong} is ${classes.data[wrong]}, expected 0 to 9`);
  return {
    imageShape: [1, side, side],
    classOf: classes.data,
    pixels: (index) => pixels.data.subarray(index * side * side, (index + 1) * side * side),
    checksums: { [images.name]: await sha256(images.bytes), [labels.name]: await sha256(labels.bytes) },
  };
}

async function findFiles(dataDir: string): Promise<[NamedBytes, NamedBytes]> {
  for (const folder of [dataDir, await joinPath(dataDir, 'mnist')]) {
    const names = await listFiles(folder);
    for (const part of ['train', 't10k']) {
      const images = names.find((name) => name.replace(/\.gz$/, '') === `${part}-images-idx3-ubyte`);
      const labels = names.find((name) => name.replace(/\.gz$/, '') === `${part}-labels-idx1-ubyte`);
      if (images !== undefined && labels !== undefined) {
        return [await readNamed(folder, images), await readNamed(folder, labels)];
      }
    }
  }
  throw new DomainError(
    `loadDataset: no MNIST files in ${dataDir} or its folder mnist; expected train-images-idx3-ubyte and ` +
      'train-labels-idx1-ubyte, or those of t10k, plain or with .gz',
  );
}

async function fetchFiles(
  location: DataLocation,
  files: readonly [RemoteFile, RemoteFile],
): Promise<[NamedBytes, NamedBytes]> {
  const folder = await joinPath(cacheDirOf(location, 'mnist'), 'mnist');
  return [await fetchNamed(location, folder, files[0]), await fetchNamed(location, folder, files[1])];
}

/** A file from the cache if it is the published one, else from the network. */
async function fetchNamed(location: DataLocation, folder: string, file: RemoteFile): Promise<NamedBytes> {
  const name = file.url.slice(file.url.lastIndexOf('/') + 1);
  if ((await listFiles(folder)).includes(name)) {
    const cached = await readNamed(folder, name);
    if ((await sha256(cached.bytes)) === file.sha256) return cached;
  }
  const bytes = await downloadFile(file, location);
  await makeFolder(folder);
  await writeFileAtomically(await joinPath(folder, name), bytes);
  return { name, bytes };
}

async function readNamed(folder: string, name: string): Promise<NamedBytes> {
  return { name, bytes: await readFileBytes(await joinPath(folder, name), { maxBytes: maxFileBytes }) };
}
