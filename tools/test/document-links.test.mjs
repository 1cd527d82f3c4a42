import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Anchors as GitHub makes them of headings. */
function anchorsOf(path) {
  const headings = [...withoutCode(read(path)).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title);
  return headings.map((title) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
}

function withoutCode(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** Links of a document to files and headings of the project that are not there. */
function brokenLinks(path) {
  const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file, anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), decodeURIComponent(file));
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
  });
}

test('every link between documents leads to a file, and to a heading of it', () => {
  const broken = documents.flatMap((path) => brokenLinks(path).map((link) => `${path}: ${link}`));
  expect(broken).toEqual([]);
});

test('and there are links to check', () => {
  expect(documents.length).toBeGreaterThan(40);
  expect(read('README.md')).toMatch(/\]\(docs\/glossary\.md#/);
});
