// usage: node bundle.mjs [--watch]     makes dist/ from the sources of this program and of every package that it uses
//
// Node opens some ten files to start the program, in place of nine hundred. What package.json names as optional or as a peer stays
// outside and is loaded where a command needs it. The licences of what is inside lie beside it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const notices = 'THIRD-PARTY-NOTICES.txt';

const options = {
  absWorkingDir: folder,
  entryPoints: {
    main: 'src/main.ts',
    probe: 'src/backends/probe.ts',
    worker: 'src/reproduce/worker.ts',
  },
  outdir: 'dist',
  // No folders below dist: src/program-files.ts finds the package one level above whatever file it ends in.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@noprior/source'],
  external: Object.keys({ ...optionalDependencies, ...peerDependencies }),
  // CommonJS packages inside ask for modules of Node.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  keepNames: true, // errors are named after their classes
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  logLimit: 0,
  plugins: [{ name: 'notices', setup: ({ onEnd }) => onEnd(({ metafile }) => metafile && finish(metafile)) }],
};

if (process.argv.includes('--watch')) {
  await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await build(options);
}

/** Write the licences, and take away what earlier builds left. */
function finish({ inputs, outputs }) {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  writeFileSync(
    join(folder, 'dist', notices),
    [...packages]
      .sort()
      .map(noticeOf)
      .join(`\n${'-'.repeat(80)}\n\n`),
  );
  const made = new Set([notices, ...Object.keys(outputs).map((path) => basename(path))]);
  for (const name of readdirSync(join(folder, 'dist'))) {
    if (!made.has(name)) rmSync(join(folder, 'dist', name), { recursive: true });
  }
}

function noticeOf(path) {
  const home = join(folder, path);
  const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const file = readdirSync(home).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (file === undefined) throw new Error(`${name} ${version} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
}
