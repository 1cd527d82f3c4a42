// `prepack` of every published package, run by npm in its folder: what is packed is built from the sources there are.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram } from './derived-files.mjs';
import { root } from './list-packages.mjs';

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (!existsSync(compiler)) {
  process.stderr.write(`TypeScript is not installed: run \`npm ci\` in ${root} first\n`);
  process.exit(1);
}
const node = (...args) => execFileSync(process.execPath, args, { stdio: ['ignore', 2, 2] });
node(join(root, 'tools', 'packages', 'sync-packages.mjs'), '--check');
rmSync('dist', { recursive: true, force: true }); // what is left of sources that are gone
if (isProgram({ manifest: JSON.parse(readFileSync('package.json', 'utf8')) })) node('bundle.mjs');
else node(compiler, '-b', 'tsconfig.build.json');
copyFileSync(join(root, 'LICENSE'), 'LICENSE');
