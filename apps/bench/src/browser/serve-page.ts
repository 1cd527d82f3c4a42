import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pagePaths } from './page-functions.ts';

/** Files that a served page exchanges with the machine. */
export interface PageFiles {
  /** The page, from `buildPage`. */
  readonly folder: string;
  /** Path of the npz file that the page fetches. */
  readonly inputs: string;
  /** Path of the npz file that the page sends. */
  readonly outputs: string;
}

/** A server that is up. */
export interface PageServer {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const html = `<!doctype html><meta charset="utf-8"><title>noprior</title><link rel="icon" href="data:,"><script type="module" src="${pagePaths.script}"></script>`;

/** Serve a page to this machine alone, isolated (COOP and COEP), so that WebAssembly may use threads. */
export async function servePage(files: PageFiles): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(files, request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.statusMessage = 'the bench server failed';
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(files: PageFiles, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  response.setHeader('Cache-Control', 'no-store');
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'PUT' && pathname === pagePaths.outputs) {
    await pipeline(request, createWriteStream(files.outputs));
    response.end();
    return;
  }
  if (request.method === 'GET' && pathname === '/') {
    response.setHeader('Content-Type', 'text/html');
    response.end(html);
    return;
  }
  const path = request.method === 'GET' ? fileAt(files, pathname) : undefined;
  const status = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || !status?.isFile()) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('Content-Type', contentTypes[extname(path)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', status.size);
  await pipeline(createReadStream(path), response);
}

/** `URL` has taken `..` out of the path, encoded ones stay encoded: names are looked up as they are. */
function fileAt(files: PageFiles, pathname: string): string | undefined {
  if (pathname.includes('%')) return undefined;
  if (pathname === pagePaths.inputs) return files.inputs;
  if (pathname.startsWith(pagePaths.onnx)) return join(onnxFolder(), pathname.slice(pagePaths.onnx.length));
  if (pathname.startsWith(pagePaths.tfjs)) return join(tfjsFolder(), pathname.slice(pagePaths.tfjs.length));
  return join(files.folder, pathname);
}

function onnxFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
}

function tfjsFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
}
