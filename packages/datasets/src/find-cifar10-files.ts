import { argument, DomainError, wording } from '@noprior/tensor';
import { chooseFolder, groupByFolder } from './choose-folder.ts';
import { describeFound } from './describe-found.ts';
import { listFolderFiles } from './list-folder-files.ts';
import { showPath } from './show-path.ts';

const usualFolders = ['', 'cifar10', 'cifar-10-batches-bin', 'cifar10/cifar-10-batches-bin'];
const namePattern = /^(?:data_batch_(\d{1,9})|test_batch)\.bin$/i;

/** Find batches of CIFAR-10 in its binary version in a folder, or in a folder within it.
 *
 * @returns paths relative to the folder: all `data_batch_*.bin` in the order of their numbers, else `test_batch.bin`
 * @throws {DomainError} if it is no folder or has no batches; the message says what there is
 * @throws {SystemError} if there is no such folder, or it cannot be read
 */
export async function findCifar10Files(dataDir: string, onNotice: (text: string) => void): Promise<string[]> {
  const files = await listFolderFiles(dataDir);
  // Of each folder the paths by the number of the batch; NaN is the test batch.
  const batches = groupByFolder(files.paths, namePattern, (match) => Number(match[1] ?? Number.NaN));
  const choice = chooseFolder(batches, usualFolders, onNotice);
  if (choice === undefined) {
    const described = await describeFound(dataDir, files, 'cifar10');
    throw new DomainError(
      wording`loadDataset: no CIFAR-10 files in ${argument('dataDir')} ${showPath(dataDir)}; expected data_batch_1.bin and so on, or test_batch.bin, of the binary version. ${described}`,
    );
  }
  const training = [...choice.found].filter(([number]) => !Number.isNaN(number)).sort(([a], [b]) => a - b);
  return training.length > 0 ? training.map(([, path]) => path) : [...choice.found.values()];
}
