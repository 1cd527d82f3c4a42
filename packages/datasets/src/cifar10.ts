import { readFileBytes, writeFileAtomically } from '@noprior/array-files';
import { DomainError, FormatError } from '@noprior/tensor';
import { cacheDirOf, type DataLocation } from './data-location.ts';
import { downloadFile, type RemoteFile } from './download.ts';
import { joinPath, listFiles, makeFolder } from './folders.ts';
import { gunzipChunks } from './gunzip-chunks.ts';
import type { LabelledImages } from './labelled-images.ts';
import { sha256 } from './sha256.ts';
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

/** A label byte, then 32 x 32 red, green and blue bytes. */
const recordBytes = 1 + 3 * 32 * 32;
/** No batch is larger. */
const maxFileBytes = 2 ** 28;

/** CIFAR-10 from a folder, or downloaded into the cache.
 *
 * A folder (`dataDir`, `dataDir/cifar10` or `dataDir/cifar-10-batches-bin`) gives all its `data_batch_*.bin` in the order
 * of their numbers, else its `test_batch.bin`.
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
    location.dataDir === undefined ? await fetchBatches(location, archive) : await findBatches(location.dataDir);
  const batches: Uint8Array[] = [];
  const checksums: Record<string, string> = {};
  for (const { folder, name } of paths) {
    const bytes = await readFileBytes(await joinPath(folder, name), { maxBytes: maxFileBytes });
    checkBatch(bytes, name);
    batches.push(bytes);
    checksums[name] = await sha256(bytes);
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

async function findBatches(dataDir: string): Promise<BatchPath[]> {
  for (const folder of [dataDir, await joinPath(dataDir, 'cifar10'), await joinPath(dataDir, folderName)]) {
    const names = await listFiles(folder);
    const numberOf = (name: string): number => Number(/^data_batch_(\d+)\.bin$/.exec(name)?.[1] ?? Number.NaN);
    const training = names.filter((name) => !Number.isNaN(numberOf(name))).sort((a, b) => numberOf(a) - numberOf(b));
    if (training.length > 0) return training.map((name) => ({ folder, name }));
    if (names.includes('test_batch.bin')) return [{ folder, name: 'test_batch.bin' }];
  }
  throw new DomainError(
    `loadDataset: no CIFAR-10 files in ${dataDir}, its folder cifar10 or its folder ${folderName}; expected ` +
      'data_batch_1.bin and so on, or test_batch.bin, of the binary version',
  );
}

async function fetchBatches(location: DataLocation, archive: Cifar10Archive): Promise<BatchPath[]> {
  const folder = await joinPath(cacheDirOf(location, 'cifar10'), folderName);
  const batchNames = [...archive.batches.keys()];
  const cached = await listFiles(folder);
  if (!batchNames.every((name) => cached.includes(name))) {
    const packed = await downloadFile(archive, location);
    const wanted = new Map(batchNames.map((name) => [`${folderName}/${name}`, archive.batches.get(name)!]));
    const members = readTarMembers(gunzipChunks(packed, archive.url), wanted, archive.url);
    await makeFolder(folder);
    for (const name of batchNames) {
      await writeFileAtomically(await joinPath(folder, name), members.get(`${folderName}/${name}`)!);
    }
  }
  return batchNames.map((name) => ({ folder, name }));
}

function checkBatch(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new FormatError(
      `${name}: ${bytes.length} bytes are no whole number of records of ${recordBytes} bytes; the file is truncated, ` +
        'has trailing bytes or is no CIFAR-10 batch of the binary version',
    );
  }
  for (let at = 0; at < bytes.length; at += recordBytes) {
    if (bytes[at]! > 9) throw new FormatError(`${name}: label ${bytes[at]} at byte ${at}, expected 0 to 9`);
  }
}
