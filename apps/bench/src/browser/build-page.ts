import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';

/** Build the page that measures in a browser; one build serves every page of a run.
 *
 * @param folder  where its files go; made if it is missing
 * @throws {Error} of the bundler, if the page's sources do not fit together
 */
export async function buildPage(folder: string): Promise<void> {
  const runsOnSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(runsOnSource ? './page.ts' : './page.js', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    publicDir: false,
    resolve: { conditions: [...(runsOnSource ? ['@noprior/source'] : []), ...defaultClientConditions] },
    build: {
      target: 'esnext',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: entry,
        external: ['onnxruntime-node', '@tensorflow/tfjs-node', 'webgpu'], // Node only; imported when they are opened
        output: { entryFileNames: 'page.js' },
      },
    },
  });
}
