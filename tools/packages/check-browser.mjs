import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build as bundle } from 'esbuild';
import { chromium } from 'playwright';
import { build } from 'vite';
import { root } from './list-packages.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const backends = ['reference', 'tfjs:wasm', 'auto'];
const expected = 4.3125; // as the README at the top says

/** Bundle, for browsers, every installed package of ours that is not for Node only; then build a page as an application would, and
 * compute one loss on it in Chromium.
 *
 * @param folder  a project in which every package is installed, with few of the optional peers
 * @returns sentences; empty if nothing is wrong
 */
export async function checkBrowser(folder) {
  const problems = await bundleAll(folder);
  // Loaded late: it is built only by now.
  const { chromiumArguments, findChromium } = await import('@noprior/test-resources');
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) {
    process.stderr.write(
      'NOT RUN: a loss in a browser: no Chromium in PATH; install it, or put its path into NOPRIOR_CHROMIUM\n',
    );
    if (process.env.NOPRIOR_REQUIRE_CHROMIUM) problems.push('Chromium is required, and there is none');
    return problems;
  }
  const site = await buildPage(folder);
  const losses = await computeLosses(site, { executablePath, args: chromiumArguments(process.env) });
  for (const name of backends) {
    const { stationarity, gradX } = losses[name];
    const agrees = (value, reference) => Math.abs(value - reference) <= 1e-5 * Math.max(1, Math.abs(reference));
    if (!agrees(stationarity, expected))
      problems.push(`in Chromium, ${name} gives ${stationarity} in place of ${expected}`);
    if (!gradX.every((value, at) => agrees(value, losses.reference.gradX[at]))) {
      problems.push(`in Chromium, ${name} gives the gradient ${gradX} in place of ${losses.reference.gradX}`);
    }
  }
  return problems;
}

async function bundleAll(folder) {
  const scope = join(folder, 'node_modules/@noprior');
  const names = readdirSync(scope).filter(
    (name) => !/\bNode only\b/.test(readFileSync(join(scope, name, 'README.md'), 'utf8')),
  );
  const problems = [];
  for (const name of names) {
    const contents = `import * as all from '@noprior/${name}'; console.log(all);`;
    const options = { bundle: true, platform: 'browser', format: 'esm', write: false, logLevel: 'silent' };
    await bundle({ ...options, stdin: { contents, resolveDir: folder } }).catch(({ errors }) => {
      problems.push(`@noprior/${name} cannot be bundled for a browser: ${errors.map(({ text }) => text).join('; ')}`);
    });
  }
  process.stderr.write(`esbuild: ${names.length} packages bundled for browsers\n`);
  return problems;
}

/** A production build of the page, with the WebAssembly files beside it. */
async function buildPage(folder) {
  const page = join(folder, 'page');
  cpSync(join(root, 'tools/packages/browser-page'), page, { recursive: true });
  writeFileSync(join(page, 'package.json'), '{ "type": "module" }');
  const wasm = join(page, 'public/wasm');
  mkdirSync(wasm, { recursive: true });
  const from = join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of readdirSync(from).filter((file) => file.endsWith('.wasm')))
    cpSync(join(from, name), join(wasm, name));
  await build({ root: page, configFile: false, logLevel: 'error' });
  return join(page, 'dist');
}

async function computeLosses(site, launchOptions) {
  const server = createServer(({ url }, response) => {
    const path = normalize(new URL(url, 'http://localhost').pathname);
    try {
      const body = readFileSync(join(site, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && process.stderr.write(`Chromium: ${message.text()}\n`),
    );
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => 'computeLosses' in globalThis);
    return await page.evaluate((names) => globalThis.computeLosses(names), backends);
  } finally {
    await browser.close();
    server.close();
  }
}
