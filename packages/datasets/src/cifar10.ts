import { writeFileAtomically } from '@noprior/array-files';
import { checkCifar10Batch, recordBytes } from './check-cifar10-batch.ts';
import { cacheDirOf, type DataLocation } from './data-location.ts';
import { downloadFile, type RemoteFile } from './download.ts';
import { findCifar10Files } from './find-cifar10-files.ts';
import { fileSize, joinPath, makeFolder } from './folders.ts';
import { gunzipChunks } from './gunzip-chunks.ts';
import type { LabelledImages } from './labelled-images.ts';
import { readDataFile } from './read-data-file.ts';
import { sha256 } from './sha256.ts';
import { showPath } from './show-path.ts';
import { readTarMembers } from './tar-members.ts';

/** An archive of CIFAR-10 batches and what is taken from it. */
export interface Cifar10Archive extends RemoteFile {
  /** Bytes of each batch, by its name in the archive's folder. */
  readonly batches: ReadonlyMap<string, number>;
}

const folderName = 'cifar-10-batches-bin';

/** CIFAR-10 in its binary version as it is published: 50,000 training images in five batches. */
export const cifar10Archive: Cifar10Archive = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  batches: new Map([1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, 30_730_000])),
};

/** No batch is larger. */
const maxFileBytes = 2 ** 28;

/** CIFAR-10 from a folder, or downloaded into the cache.
 *
 * A folder gives all its `data_batch_*.bin` in the order of their numbers, else its `test_batch.bin`: `dataDir` itself,
 * its folder `cifar10` or `cifar-10-batches-bin`, or the only folder within it that has such files.
 *
 * @param archive  what to download
 * @throws {DomainError} if there are no files, or they cannot be read or fetched
 * @throws {FormatError} if a file is corrupt
 * @throws {ChecksumError} if the download is not the published file
 * @see A. Krizhevsky, *The CIFAR-10 dataset*, section "Binary version"
 */
export async function loadCifar10(
  location: DataLocation,
  archive: Cifar10Archive = cifar10Archive,
): Promise<LabelledImages> {
  const paths =
    location.dataDir === undefined
      ? await fetchBatches(location, archive)
      : await findBatches(location.dataDir, location);
  const batches: Uint8Array[] = [];
  const checksums: Record<string, string> = {};
  for (const { folder, name } of paths) {
    const bytes = await readDataFile(folder, name, maxFileBytes);
    checkCifar10Batch(bytes, showPath(name));
    batches.push(bytes);
    checksums[name.slice(name.lastIndexOf('/') + 1)] = await sha256(bytes);
  }
  const records = batches.flatMap((batch) =>
    Array.from({ length: batch.length / recordBytes }, (_, index) =>
      batch.subarray(index * recordBytes, (index + 1) * recordBytes),
    ),
  );
  return {
    imageShape: [3, 32, 32],
    classOf: Uint8Array.from(records, (record) => record[0]!),
    pixels: (index) => records[index]!.subarray(1),
    checksums,
  };
}

interface BatchPath {
  readonly folder: string;
  readonly name: string;
}

async function findBatches(dataDir: string, { onNotice = () => undefined }: DataLocation): Promise<BatchPath[]> {
  const paths = await findCifar10Files(dataDir, onNotice);
  return paths.map((name) => ({ folder: dataDir, name }));
}

async function fetchBatches(location: DataLocation, archive: Cifar10Archive): Promise<BatchPath[]> {
  const folder = await joinPath(cacheDirOf(location, 'cifar10'), folderName);
  const batchNames = [...archive.batches.keys()];
  const kept = await Promise.all(batchNames.map((name) => fileSize(folder, name)));
  if (!batchNames.every((name, index) => kept[index] === archive.batches.get(name))) {
    await makeFolder(folder); // before the download, so that none is lost to a folder that cannot be written
    const packed = await downloadFile(archive, location);
    const wanted = new Map(batchNames.map((name) => [`${folderName}/${name}`, archive.batches.get(name)!]));
    const members = await readTarMembers(gunzipChunks(packed, archive.url), wanted, archive.url);
    for (const name of batchNames) {
      await writeFileAtomically(await joinPath(folder, name), members.get(`${folderName}/${name}`)!);
    }
  }
  return batchNames.map((name) => ({ folder, name }));
}
