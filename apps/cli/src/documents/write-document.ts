import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import { type ReportDocument, renderHtml, renderMarkdown } from '@noprior/report';
import { openOutputFile, readSmallText, refuseForeignFile, refuseReplacing } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';

/** How a document is written. */
export interface WriteDocumentOptions {
  readonly overwrite?: boolean | undefined;
  /** Option that named the place, for messages; default `--out`. */
  readonly option?: string;
}

/** Write a document as one HTML page.
 *
 * @param inputs  files that it was made from, which it must not replace
 * @returns       the path in full
 * @throws {DomainError} if something else is in that place
 */
export async function writePage(
  document: ReportDocument,
  path: string,
  inputs: readonly string[],
  { overwrite = false, option = '--out' }: WriteDocumentOptions,
): Promise<string> {
  await refuseReplacing([path], inputs);
  const output = await openOutputFile(path, option);
  try {
    await refuseForeignFile(path, option, overwrite);
    await writeFileAtomically(path, renderHtml(document));
  } finally {
    await output.close();
  }
  return resolve(path);
}

/** Folder of charts and pictures beside a document in Markdown. */
const assets = 'figures';

/** What the last line of a document in Markdown says, by which it is known. */
const mark = '`noprior report';

/** The last line of a document in Markdown. */
export function markdownFooter(folder: string): string {
  return `Written by ${mark} ${folder} --format markdown\` from the files beside it.`;
}

/** Refuse a folder whose README is something else.
 *
 * @throws {DomainError} if a README is there that `writeMarkdown` did not write
 */
export async function refuseForeignReadme(folder: string, overwrite: boolean): Promise<void> {
  const path = join(folder, 'README.md');
  const before = await readSmallText(path);
  if (before === undefined || before.includes(mark) || overwrite) return;
  throw new DomainError(
    `output: ${path} is no document of noprior report; add --overwrite to replace it, or name another folder with --out`,
  );
}

/** Write a document as a README with its charts and pictures in files.
 *
 * @returns path of the README in full
 */
export async function writeMarkdown(document: ReportDocument, folder: string): Promise<string> {
  const { markdown, files } = renderMarkdown(document, { assets });
  for (const [name, contents] of Object.entries({ ...files, 'README.md': markdown })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFileAtomically(join(folder, name), contents);
  }
  return resolve(join(folder, 'README.md'));
}
