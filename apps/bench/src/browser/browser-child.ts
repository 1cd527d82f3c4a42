// A contestant that measures in headless Chromium: the same words on standard input and output as in node-child.ts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hasErrorCode } from '@noprior/tensor';
import type { JobFile, Reply, Request } from '../benchmark/messages.ts';
import { packageVersions } from '../benchmark/package-versions.ts';
import { buildPage } from './build-page.ts';
import { type BrowserPage, openBrowserPage } from './open-browser-page.ts';

/** Packages whose versions a backend's figures depend on, in browsers. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  'onnx:wasm': ['onnxruntime-web'],
  'onnx:webgpu': ['onnxruntime-web'],
  'tfjs:cpu': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
  'tfjs:wasm': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
  'tfjs:webgpu': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'],
};

const say = (reply: Reply): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

/** The page that the bench has built for all of its children, else one of this child's own. */
async function withPage(run: (folder: string) => Promise<void>): Promise<void> {
  const { NOPRIOR_BENCH_PAGE: built } = process.env;
  if (built !== undefined) return run(built);
  const folder = mkdtempSync(join(tmpdir(), 'noprior-page-'));
  try {
    await buildPage(folder);
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Threads that a device says it has: fewer than were asked for, where a library decides so. */
function threadsOf(device: string): number | undefined {
  const [, before, after] = /\b(\d+|one) threads?\b|\bthreads: (\d+)/.exec(device) ?? [];
  if (before === 'one') return 1;
  const count = before ?? after;
  return count === undefined ? undefined : Number(count);
}

async function measure(page: BrowserPage, file: JobFile): Promise<void> {
  const { backend: name, inputs: _, outputs: __, ...job } = file;
  const backend = name.replace(/^chromium\//, '');
  const { device, firstRunMs, note } = await page.call('prepare', { backend, job });
  const threads = threadsOf(device) ?? job.threads;
  const versions = { chromium: page.version, ...packageVersions(packagesOf[backend] ?? []) };
  say({ ready: true, firstRunMs, device: `Chromium, ${device}`, versions, threads, note });
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line);
    if ('finish' in request) break;
    say(await page.call('repeat', request.run));
  }
  say({ peakRssMb: await page.peakRssMb() });
  await page.call('finish', null);
}

try {
  const file: JobFile = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));
  await withPage(async (folder) => {
    const { inputs, outputs } = file;
    const report = (line: string): void => void process.stderr.write(`${line}\n`);
    const page = await openBrowserPage({ folder, inputs, outputs, environment: process.env, report });
    try {
      await measure(page, file);
    } finally {
      await page.close();
    }
  });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  say(hasErrorCode(error, 'BACKEND_UNAVAILABLE') ? { absent: message } : { error: message });
}
process.exit(0);
