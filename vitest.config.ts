import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumArguments, findChromium } from './packages/test-resources/src/index.ts';
import { ProjectTimes } from './tools/project-times.ts';

const sourceConditions = ['@noprior/source'];
const browserTests = 'packages/*/test/**/*.browser.test.ts';
const nodeTests = (ending: string): string[] => [
  `packages/*/test/**/*${ending}.ts`,
  `apps/*/test/**/*${ending}.ts`,
  `tools/test/**/*${ending}.{ts,mjs}`,
];
const systemTests = nodeTests('.system.test');
const timeouts = { testTimeout: 180_000, hookTimeout: 180_000 };
const environment = process.env;

/** Backends whose absence in the browser is an error: `chromium/onnx:wasm` in REQUIRED_BACKENDS is `onnx:wasm` there. */
const requiredInChromium = (environment.REQUIRED_BACKENDS ?? '')
  .split(',')
  .filter((name) => name.startsWith('chromium/'))
  .map((name) => name.slice('chromium/'.length));

/** What both kinds of tests in Node share: they run on the packages' sources; those that start a program need a build. */
const inNode = (test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration => ({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: { setupFiles: ['tools/property-seed.mjs'], ...timeouts, ...test },
});

/** Tests of functions. Files share two processes, which load each package once: nothing here may change what a process is. */
const unit = inNode({
  name: 'unit',
  isolate: false,
  include: nodeTests('.test'),
  exclude: ['**/node_modules/**', browserTests, ...systemTests],
  sequence: { groupOrder: 0 },
});

/** `*.system.test.ts`: tests that start programs, need a process of their own (runtimes with global state, modules that
 * are replaced), read real images, or train for seconds.
 */
const system = inNode({
  name: 'system',
  include: systemTests,
  sequence: { groupOrder: 1 },
  maxWorkers: 3, // on two cores: tests of programs often wait, so that 99 s become 93 s
});

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
    sequence: { groupOrder: 2 }, // after the tests in Node: they measure times and memory
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

/** NOPRIOR_TEST_REPORT names a file for the results as JSON. */
const report = environment.NOPRIOR_TEST_REPORT;

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', new ProjectTimes(), ...(report === undefined ? [] : ['json' as const])],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    projects: [unit, system, ...chromiumProjects()],
  },
});
