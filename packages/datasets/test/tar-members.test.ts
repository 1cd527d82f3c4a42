import { FormatError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { readTarMembers } from '../src/tar-members.ts';
import { makeTar, type TarEntry } from './make-files.ts';

const contents = Uint8Array.from({ length: 700 }, (_, index) => index);
const entry: TarEntry = { name: 'folder/a.bin', contents };
const other: TarEntry = { name: 'folder/readme', contents: contents.subarray(0, 512) };
const wanted = new Map([['folder/a.bin', 700]]);

/** Pieces as a decompressor gives them. */
async function* pieced(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

test.each([1, 100, 512, 1000, 5000])('a file comes out whole from pieces of %i bytes', async (step) => {
  const tar = makeTar([other, { name: 'folder/', contents: new Uint8Array(0), kind: '5' }, entry, other]);
  const pieces = Array.from({ length: Math.ceil(tar.length / step) }, (_, at) =>
    tar.subarray(at * step, (at + 1) * step),
  );
  expect(await readTarMembers(pieced(pieces), wanted, 'a.tar')).toEqual(new Map([['folder/a.bin', contents]]));
});

test('a name in two parts', async () => {
  const tar = makeTar([{ ...entry, name: 'a.bin', prefix: 'folder' }]);
  expect((await readTarMembers(pieced([tar]), wanted, 'a.tar')).size).toBe(1);
});

test.each([
  ['a missing file', makeTar([other]), /expected a file folder\/a.bin in the archive, found none/],
  ['another size', makeTar([{ ...entry, contents: contents.subarray(1) }]), /as a file of 700 bytes, got 699 bytes/],
  ['a link', makeTar([{ ...entry, kind: '2' }]), /got 700 bytes, not a plain file/],
  ['a file twice', makeTar([entry, entry]), /got it twice/],
  ['a changed header', makeTar([entry]).with(0, 0x67), /wrong checksum/],
  ['no numbers', makeTar([entry]).fill(0x7a, 148, 156), /checksum in a tar header is no octal number/],
  ['an early end', makeTar([entry]).subarray(0, 900), /truncated within a file/],
  ['an early end in a header', makeTar([entry]).subarray(0, 100), /truncated/],
] as const)('%s is refused', async (_, tar, message) => {
  await expect(readTarMembers(pieced([tar]), wanted, 'a.tar')).rejects.toThrow(FormatError);
  await expect(readTarMembers(pieced([tar]), wanted, 'a.tar')).rejects.toThrow(message);
});

test('an endless archive is left', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(2 ** 20);
  }
  await expect(readTarMembers(endless(), wanted, 'a.tar')).rejects.toThrow(/more than 536870912 bytes/);
});
