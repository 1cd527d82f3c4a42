import { writeFileAtomically } from '@noprior/array-files';
import { cacheDirOf, type DataLocation } from './data-location.ts';
import { downloadFile, type RemoteFile } from './download.ts';
import { findMnistFiles } from './find-mnist-files.ts';
import { joinPath, listFiles, makeFolder } from './folders.ts';
import type { LabelledImages } from './labelled-images.ts';
import { readDataFile } from './read-data-file.ts';
import { digitSide, type NamedBytes, readDigits } from './read-digits.ts';
import { maxIdxBytes } from './read-idx-data.ts';
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

/** No file of MNIST is larger, packed or not. */
const maxFileBytes = maxIdxBytes + 64;

/** MNIST from a folder, or downloaded into the cache.
 *
 * A folder gives its training files if both are there, else its t10k files, plain or .gz: `dataDir` itself, its folder
 * `mnist`, `MNIST/raw` or `raw`, or the only folder within it that has such files.
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
  const { dataDir } = location;
  const [images, labels] =
    dataDir === undefined ? await fetchFiles(location, files) : await readPair(dataDir, location);
  const { pixels, classOf } = await readDigits(images, labels, location.onNotice ?? (() => undefined));
  return {
    imageShape: [1, digitSide, digitSide],
    classOf,
    pixels: (index) => pixels.subarray(index * digitSide ** 2, (index + 1) * digitSide ** 2),
    checksums: { [baseOf(images.name)]: await sha256(images.bytes), [baseOf(labels.name)]: await sha256(labels.bytes) },
  };
}

async function readPair(
  dataDir: string,
  { onNotice = () => undefined }: DataLocation,
): Promise<[NamedBytes, NamedBytes]> {
  const { images, labels } = await findMnistFiles(dataDir, onNotice);
  return [await readNamed(dataDir, images), await readNamed(dataDir, labels)];
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
  await makeFolder(folder); // before the download, so that none is lost to a folder that cannot be written
  const bytes = await downloadFile(file, location);
  await writeFileAtomically(await joinPath(folder, name), bytes);
  return { name, bytes };
}

async function readNamed(folder: string, path: string): Promise<NamedBytes> {
  return { name: path, bytes: await readDataFile(folder, path, maxFileBytes) };
}

/** The name of a file without its folders. */
function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
