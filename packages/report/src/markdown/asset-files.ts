/** Files beside a document, by their paths relative to it. */
export class AssetFiles {
  readonly files: Record<string, string | Uint8Array> = {};
  readonly #folder: string;

  /** @param folder  where they lie, relative to the document; an empty text or `.` for beside it */
  constructor(folder: string) {
    const path = folder.replace(/\/+$/, '');
    this.#folder = path === '' || path === '.' ? '' : `${path}/`;
  }

  /** Add a file and give it a name of its own.
   *
   * @param title      what it shows: its name is made of it
   * @param extension  `svg` or `png`
   * @returns          path for a link
   */
  add(title: string, extension: string, content: string | Uint8Array): string {
    const name = toFileName(title);
    for (let count = 1; ; count++) {
      const path = `${this.#folder}${name}${count === 1 ? '' : `-${count}`}.${extension}`;
      if (path in this.files) continue;
      this.files[path] = content;
      return path.split('/').map(encodeURIComponent).join('/');
    }
  }
}

/** Small letters, digits and hyphens, at most 60 of them. */
function toFileName(title: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'figure' : name;
}
