import { FormatError } from '@noprior/tensor';
import { describeData } from './describe-data.ts';

/** A label byte, then 32 x 32 red, green and blue bytes. */
export const recordBytes: number = 1 + 3 * 32 * 32;
/** CIFAR-100 has two label bytes. */
const cifar100Bytes = recordBytes + 1;

/** Check that bytes are records of CIFAR-10.
 *
 * @param place  file name, for messages
 * @throws {FormatError} for an empty, truncated or other file, naming what it is, and for a label above 9
 * @see A. Krizhevsky, *The CIFAR-10 dataset*, section "Binary version"
 */
export function checkCifar10Batch(bytes: Uint8Array, place: string): void {
  const wrong = findWrongLabel(bytes);
  const whole = bytes.length > 0 && bytes.length % recordBytes === 0;
  if (whole && wrong === undefined) return;
  if (bytes.length > 0 && bytes.length % cifar100Bytes === 0 && hasCifar100Labels(bytes)) {
    throw new FormatError(
      `${place}: ${bytes.length / cifar100Bytes} records of ${cifar100Bytes} bytes with two labels each, which is ` +
        'CIFAR-100; expected CIFAR-10 in its binary version, with one label from 0 to 9 each',
    );
  }
  const kind = describeData(bytes);
  if (kind !== undefined && (bytes[0]! > 9 || bytes.length === 0)) {
    throw new FormatError(`${place}: expected a CIFAR-10 batch of the binary version; the file is ${kind}`);
  }
  if (whole) throw new FormatError(`${place}: label ${bytes[wrong!]} at byte ${wrong}, expected 0 to 9`);
  const records = Math.floor(bytes.length / recordBytes);
  throw new FormatError(
    `${place}: ${bytes.length} bytes are no whole number of records of ${recordBytes} bytes, but ${records} and ` +
      `${bytes.length % recordBytes} bytes more; the file is truncated, has trailing bytes or is no CIFAR-10 batch of ` +
      'the binary version',
  );
}

/** Where the first label above 9 stands. */
function findWrongLabel(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; at += recordBytes) if (bytes[at]! > 9) return at;
  return undefined;
}

/** Whether every record begins with one of 20 coarse and one of 100 fine labels. */
function hasCifar100Labels(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += cifar100Bytes) if (bytes[at]! > 19 || bytes[at + 1]! > 99) return false;
  return true;
}
