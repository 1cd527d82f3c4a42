import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import {
  documentFile,
  experiments,
  loadStudies,
  loadStudyPictures,
  outdatedSteps,
  resultsFile,
  type StoredStudy,
  storedStudyText,
  studyFolders,
  studyGroups,
} from '@noprior/experiments';
import { type IndexPart, type StudyInput, studiesDocument, studiesIndex } from '@noprior/report';
import { DomainError } from '@noprior/tensor';
import { markdownFooter, refuseForeignReadme, writeMarkdown, writePage } from '../documents/write-document.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { UsageError } from '../usage-error.ts';
import { readVersion } from '../version.ts';

/** Options of `noprior report`. */
export interface ReportOptions {
  readonly format: 'html' | 'markdown';
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** A document that was written. */
interface Written {
  readonly report: string;
  readonly experiments: readonly string[];
}

/** Write the document of a folder of studies, or those of the folders in it.
 *
 * @throws {DomainError} if there is no study, or a file that would be replaced is no document of noprior
 * @throws {UsageError} for `--out` with several folders
 */
export async function reportStudies(folder: string, options: ReportOptions, terminal: Terminal): Promise<void> {
  const folders = await studyFolders(folder);
  if (folders.length > 1 && options.out !== undefined) {
    throw new UsageError(`--out names one document, and ${folder} makes ${folders.length}: name one of its folders`);
  }
  const write = options.format === 'html' ? writeStudiesPage : writeStudiesMarkdown;
  const written: Written[] = [];
  for (const one of folders) written.push(await write(one, options));
  if (options.format === 'markdown' && folders.length > 1) await writeIndex(folder, folders, options);
  if (options.json) {
    const [first] = written;
    terminal.out(`${toJson('report', written.length === 1 ? { ...first } : { reports: written })}\n`);
    return;
  }
  for (const { report, experiments } of written) {
    terminal.out(`${report}: ${experiments.length} studies, ${experiments.join(', ')}\n`);
  }
}

async function writeStudiesPage(folder: string, { out, overwrite }: ReportOptions): Promise<Written> {
  const path = out ?? join(folder, 'report.html');
  const studies = await loadSome(folder);
  const inputs = [join(folder, 'run.json'), ...studies.map(({ name }) => join(folder, resultsFile(name)))];
  const { document } = await documentOf(folder, folder, studies, [`noprior ${readVersion()}`]);
  const report = await writePage(document, path, inputs, { overwrite });
  return { report, experiments: studies.map(({ name }) => name) };
}

/** A README, charts and pictures below it, and the results of each study; studies that are there already stay in it. */
async function writeStudiesMarkdown(
  folder: string,
  { out = folder, overwrite = false }: ReportOptions,
): Promise<Written> {
  const studies = await loadSome(folder);
  await refuseForeignReadme(out, overwrite);
  await mkdir(out, { recursive: true });
  for (const study of studies) await writeFileAtomically(join(out, documentFile(study.name)), storedStudyText(study));
  const all = await loadStudies(out);
  const { document, sheets } = await documentOf(folder, out, all, [markdownFooter(out)]);
  for (const [name, contents] of Object.entries(sheets)) {
    await mkdir(dirname(join(out, name)), { recursive: true });
    await writeFileAtomically(join(out, name), contents);
  }
  const report = await writeMarkdown(document, out);
  return { report, experiments: all.map(({ name }) => name) };
}

/** The README of a folder of folders: every claim of all studies with its verdicts. */
async function writeIndex(folder: string, folders: readonly string[], { overwrite = false }: ReportOptions) {
  await refuseForeignReadme(folder, overwrite);
  const parts: IndexPart[] = [];
  for (const one of folders) {
    const studies = await loadStudies(one);
    parts.push({ title: titleOf(studies), file: relative(folder, join(one, 'README.md')), studies });
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const others = entries.filter((entry) => entry.isDirectory() && !folders.includes(join(folder, entry.name)));
  const names = others.map(({ name }) => name);
  await writeMarkdown(studiesIndex(parts, names, [markdownFooter(folder)]), folder);
}

async function loadSome(folder: string): Promise<StoredStudy[]> {
  const studies = await loadStudies(folder);
  if (studies.length > 0) return studies;
  throw new DomainError(`report: ${folder} holds no study; make it with noprior reproduce NAME --out ${folder}`);
}

async function documentOf(folder: string, out: string, studies: readonly StoredStudy[], footer: readonly string[]) {
  const inputs: StudyInput[] = [];
  const sheets: Record<string, Uint8Array> = {};
  for (const study of studies) {
    const { pictures, sheets: own } = await loadStudyPictures(study, join(folder, 'cache'), out);
    const experiment = experiments.find(({ name }) => name === study.name);
    const outdated = experiment === undefined ? [] : outdatedSteps(experiment, study.results);
    inputs.push({ study, pictures, outdated });
    Object.assign(sheets, own);
  }
  return { document: studiesDocument(titleOf(studies), inputs, footer), sheets };
}

/** Of the group that they are of, or groups. */
function titleOf(studies: readonly StoredStudy[]): string {
  const groups = studyGroups.filter(({ experiments }) =>
    experiments.some(({ name }) => studies.some((study) => study.name === name)),
  );
  return groups.map(({ title }) => title).join('; ');
}
