// usage: npm run check:packages [-- --packed]      (with --packed: dist-packages/ as it is)
//
// What a user gets, from the packed packages in empty projects: every README's own install line is all that its examples need, under
// npm and under pnpm, which hides what is not named; they compile with the newest TypeScript and the oldest that is promised, in
// both module resolutions, and run on this Node and, if it is there, on the one that NOPRIOR_OTHER_NODE names. publint and
// are-the-types-wrong look at every tarball. What is not for Node only is bundled for browsers, and one loss computed in Chromium.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBrowser } from './packages/check-browser.mjs';
import { checkExamples } from './packages/check-examples.mjs';
import { lintTarballs } from './packages/lint-tarballs.mjs';
import { root } from './packages/list-packages.mjs';

const folder = join(root, 'dist-packages');
if (!process.argv.includes('--packed')) run(join(root, 'tools/release.mjs'), '--dry-run');
run(join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.build.json'); // how Chromium is found and started is an app's
const tarballs = readdirSync(folder).map((name) => join(folder, name));
const nodes = [process.execPath, process.env.NOPRIOR_OTHER_NODE ?? []].flat();
const scratch = mkdtempSync(join(tmpdir(), 'noprior-packages-'));
try {
  const problems = [...(await lintTarballs(tarballs)), ...checkExamples(tarballs, scratch, nodes)];
  if (problems.length === 0) problems.push(...(await checkBrowser(join(scratch, 'npm'))));
  process.stderr.write(problems.length === 0 ? 'packages hold\n' : `${problems.join('\n')}\n`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
