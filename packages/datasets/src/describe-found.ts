import { argument, type Wording, wording } from '@noprior/tensor';
import { describeDamage } from './describe-data.ts';
import { joinPath } from './folders.ts';
import { type FolderFiles, readBeginning } from './list-folder-files.ts';
import { showPath } from './show-path.ts';

/** Other forms of MNIST and CIFAR-10 by their names, and what they are. */
const otherForms: readonly (readonly [RegExp, string])[] = [
  [/\.(?:png|jpe?g|bmp|gif|tiff?|p[gp]m|webp)$/i, 'pictures, which are not read'],
  [/\.np[yz]$/i, 'arrays of numpy, as Keras keeps them, which are not read'],
  [/\.(?:pkl|pickle)(?:\.gz)?$/i, 'Python pickles, which could run any code and are never read'],
  [
    /(?:^|\/)(?:data_batch_\d+|test_batch|batches\.meta)$/i,
    'the Python version of CIFAR-10: pickles, which could run any code and are never read',
  ],
  [/(?:^|\/)(?:train|test|fine_label_names|coarse_label_names)\.(?:bin|txt)$/i, 'CIFAR-100, which is not read'],
  [/(?:^|\/)cifar-100/i, 'CIFAR-100, which is not read'],
  [/emnist[^/]*idx/i, 'EMNIST, whose images are transposed and whose letters are no digits'],
  [/\.csv(?:\.gz)?$/i, 'tables of text (CSV), as Kaggle has them, which are not read'],
  [/\.(?:parquet|arrow)$/i, 'Parquet or Arrow tables, as Hugging Face has them, which are not read'],
  [/\.(?:pth?|bin)$/i, 'tensors of PyTorch, which are not read'],
  [/\.(?:h5|hdf5|mat|arff|tfrecord\S*)$/i, 'arrays in a form that is not read'],
];

/** Archives and what unpacks them. */
const archives: readonly (readonly [RegExp, string])[] = [
  [/\.(?:tar|tgz|tar\.\w+)$/i, 'tar -xf'],
  [/\.zip$/i, 'unzip'],
  [/\.(?:7z|rar)$/i, '7z x'],
];

/** What to do with any other form. */
const remedies: Readonly<Record<'mnist' | 'cifar10', Wording>> = {
  mnist: wording`Write the images as unsigned bytes [n, 28, 28] and the labels [n] to files with these names, with convert_to_file of the Python package idx2numpy; or leave ${argument('dataDir')} out to download MNIST (10 MB)`,
  cifar10: wording`Unpack cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html; or leave ${argument('dataDir')} out to download it (170 MB)`,
};

/** Files that are listed. */
const listed = 6;

/** Say what a folder holds that has not the files of a data set, and what to do: two or three sentences. */
export async function describeFound(
  dataDir: string,
  files: FolderFiles,
  dataset: 'mnist' | 'cifar10',
): Promise<Wording> {
  const { paths, more } = files;
  if (paths.length === 0) return wording`The folder holds no files. ${remedies[dataset]}`;
  const forms = [
    ...archives.map(([pattern, tool]) => [pattern, `an archive; unpack it (${tool}) and pass the folder`] as const),
    ...otherForms.map(([pattern, words]) => [pattern, wording`${words}. ${remedies[dataset]}`] as const),
  ];
  for (const [pattern, words] of forms) {
    const matching = paths.filter((path) => pattern.test(path));
    const [path] = matching;
    if (path === undefined) continue;
    const count = matching.length > 1 ? ` and ${matching.length - 1}${more ? ' or more' : ''} like it` : '';
    const beginning = await readBeginning(await joinPath(dataDir, path));
    const damage = beginning && describeDamage(beginning);
    return wording`Found ${showPath(path)}${count}: ${damage ?? words}`;
  }
  const names = paths.slice(0, listed).map(showPath).join(', ');
  const rest = paths.length > listed ? ` and ${paths.length - listed}${more ? ' or more' : ''} others` : '';
  return wording`Found ${names}${rest}. ${remedies[dataset]}`;
}
