import { argument, DomainError, wording } from '@noprior/tensor';
import type { DownloadOptions } from './download.ts';

/** Where the files of a data set are, or where to download them to. */
export interface DataLocation extends DownloadOptions {
  /** Folder with the files, or with a subfolder of them; nothing is downloaded. */
  readonly dataDir?: string | undefined;
  /** Folder for downloaded files; used if there is no `dataDir`. */
  readonly cacheDir?: string | undefined;
  /** Called with a sentence where other files were taken than one may expect: t10k, a folder within, QMNIST's labels. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** The folder for downloads.
 *
 * @throws {DomainError} if neither dataDir nor cacheDir was given
 */
export function cacheDirOf(location: DataLocation, name: string): string {
  if (location.cacheDir !== undefined) return location.cacheDir;
  throw new DomainError(
    wording`loadDataset: ${name} is read from files; pass ${argument('dataDir')} with the folder that holds them, or cacheDir for a download`,
  );
}
