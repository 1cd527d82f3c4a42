import { argument, DomainError, wording } from '@noprior/tensor';
import { chooseFolder, groupByFolder } from './choose-folder.ts';
import { describeFound } from './describe-found.ts';
import { listFolderFiles } from './list-folder-files.ts';
import { showPath } from './show-path.ts';

/** Files of images and of their labels, relative to the folder that was searched. */
export interface MnistPaths {
  readonly images: string;
  readonly labels: string;
}

/** Folders that are meant by the name MNIST; torchvision keeps its files in `MNIST/raw`. */
const usualFolders = ['', 'mnist', 'mnist/raw', 'raw'];
/** Sets of files in the order in which they are taken. */
const parts = ['train', 't10k', 'test', 'qmnist-train', 'qmnist-test'];
/** As published; 7-Zip and Kaggle put a dot for the last dash. QMNIST has a prefix and labels of `idx2-int`. */
const namePattern = /^((?:qmnist-)?(?:train|t10k|test))-(images|labels)[-.]idx\d-(?:ubyte|int)(?:\.gz)?$/i;

/** Names of files by what they hold, as `train-images`. */
type FoundFiles = ReadonlyMap<string, string>;

/** Find a file of images and the file of their labels in a folder, or in a folder within it.
 *
 * @throws {DomainError} if it is no folder or has no pair of files; the message says what there is
 * @throws {SystemError} if there is no such folder, or it cannot be read
 */
export async function findMnistFiles(dataDir: string, onNotice: (text: string) => void): Promise<MnistPaths> {
  const files = await listFolderFiles(dataDir);
  const groups = groupByFolder(files.paths, namePattern, (match) => `${match[1]}-${match[2]}`.toLowerCase());
  const pairs = new Map([...groups].filter(([, found]) => partOf(found) !== undefined));
  const choice = chooseFolder(pairs, usualFolders, onNotice);
  if (choice === undefined) {
    const found = [...groups.values()].find((group) => group.size > 0);
    const described = found === undefined ? await describeFound(dataDir, files, 'mnist') : describeHalf(found);
    throw new DomainError(
      wording`loadDataset: no MNIST files in ${argument('dataDir')} ${showPath(dataDir)}; expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or those of t10k, plain or with .gz. ${described}`,
    );
  }
  const part = partOf(choice.found)!;
  const images = choice.found.get(`${part}-images`)!;
  const labels = choice.found.get(`${part}-labels`)!;
  noticeOthers(choice.found, part, onNotice);
  return { images, labels };
}

function partOf(found: FoundFiles): string | undefined {
  return parts.find((part) => found.has(`${part}-images`) && found.has(`${part}-labels`));
}

/** Say so where files of the training part are there, but not both of them. */
function noticeOthers(found: FoundFiles, part: string, onNotice: (text: string) => void): void {
  if (part === 'train') return;
  const half = found.get('train-images') ?? found.get('train-labels');
  if (half === undefined) return;
  const missing = found.has('train-images') ? 'train-labels-idx1-ubyte' : 'train-images-idx3-ubyte';
  onNotice(
    `${showPath(half)} is there, but ${missing} is not; took ${showPath(found.get(`${part}-images`)!)} and ` +
      `${showPath(found.get(`${part}-labels`)!)}, the files of ${part}`,
  );
}

function describeHalf(found: FoundFiles): string {
  const [content, path] = [...found][0]!;
  const other = content.endsWith('images') ? 'labels' : 'images';
  return `Found ${showPath(path)} without the file of its ${other}; put that beside it`;
}
