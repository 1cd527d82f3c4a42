import { describeContents } from '@noprior/array-files';

/** Contents that stand in the place of a file that did not arrive. */
const damaged = /^(?:empty|a web page|a Git LFS|nothing but zero)/;

/** What bytes are that should be data, in words that complete "the file is ..."; advice only where a file did not arrive.
 *
 * @param bytes  the beginning of the file
 * @returns undefined for contents that are not recognised
 */
export function describeData(bytes: Uint8Array): string | undefined {
  const kind = describeContents(bytes);
  return kind === undefined || damaged.test(kind) ? kind : kind.replace(/; .*$/s, '');
}

/** What is wrong with a file that did not arrive; undefined for any other. */
export function describeDamage(bytes: Uint8Array): string | undefined {
  const kind = describeContents(bytes);
  return kind !== undefined && damaged.test(kind) ? kind : undefined;
}
