import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumArguments } from './apps/bench/src/browser/chromium-arguments.ts';
import { findChromium } from './apps/bench/src/browser/find-chromium.ts';

const sourceConditions = ['@noprior/source'];
const browserTests = 'packages/*/test/**/*.browser.test.ts';
const timeouts = { testTimeout: 180_000, hookTimeout: 180_000 };
const environment = process.env;

/** Backends whose absence in the browser is an error: `chromium/onnx:wasm` in REQUIRED_BACKENDS is `onnx:wasm` there. */
const requiredInChromium = (environment.REQUIRED_BACKENDS ?? '')
  .split(',')
  .filter((name) => name.startsWith('chromium/'))
  .map((name) => name.slice('chromium/'.length));

/** Tests run on the packages' sources: no build is needed except where a test starts the command line itself. */
const node: TestProjectInlineConfiguration = {
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    name: 'node',
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tools/test/**/*.test.{ts,mjs}'],
    exclude: ['**/node_modules/**', browserTests],
    setupFiles: ['tools/property-seed.mjs'],
    ...timeouts,
  },
};

/** `*.browser.test.ts`, in headless Chromium, on pages that are isolated, so that WebAssembly may use threads. */
const chromium = (executablePath: string): TestProjectInlineConfiguration => ({
  resolve: { conditions: [...sourceConditions, ...defaultClientConditions] },
  define: { 'import.meta.env.REQUIRED_BACKENDS': JSON.stringify(requiredInChromium.join()) },
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  optimizeDeps: {
    // Known before the first test, so that no page is loaded anew in the middle of it.
    include: ['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map((name) => `@tensorflow/tfjs-${name}`),
    // The first finds its WebAssembly files and starts its threads from the place of its own module; the others are for Node.
    exclude: ['onnxruntime-web', 'onnxruntime-node', '@tensorflow/tfjs-node', 'webgpu'],
  },
  test: {
    name: 'browser',
    include: [browserTests],
    ...timeouts,
    fileParallelism: false,
    sequence: { groupOrder: 1 }, // after the tests in Node: they measure times and memory
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: chromiumArguments(environment) } }),
      instances: [{ browser: 'chromium', name: 'chromium' }],
    },
  },
});

function chromiumProjects(): TestProjectInlineConfiguration[] {
  const executablePath = findChromium(environment);
  if (executablePath !== undefined) return [chromium(executablePath)];
  const reason = 'no Chromium in PATH; install it, or put its path into NOPRIOR_CHROMIUM';
  if (requiredInChromium.length > 0)
    throw new Error(`REQUIRED_BACKENDS names backends in Chromium (${requiredInChromium.join(', ')}): ${reason}`);
  process.stdout.write(`NOT RUN: chromium: ${reason}\n`);
  return [];
}

export default defineConfig({ test: { maxWorkers: 2, projects: [node, ...chromiumProjects()] } });
