/** Other ways to pack than those that are read. */
const methodNames: ReadonlyMap<number, string> = new Map([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
]);

/** Why a file with these flags, packed by this method, is not read. */
export function zipFault(flags: number, method: number): string | undefined {
  if (flags & 0x41) return 'encrypted files are not read';
  if (method === 0 || method === 8) return undefined;
  const called = methodNames.get(method);
  return (
    `compression method ${method} is not read${called === undefined ? '' : ` (${called})`}, only stored (0) and ` +
    'deflate (8); write the archive with numpy.savez_compressed'
  );
}
