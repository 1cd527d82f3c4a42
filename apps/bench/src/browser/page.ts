// The script of the page that measures in a browser: one global function that dispatches to those below.
import { parseNpz, serializeNpz } from '@noprior/array-files';
import { openBackend, toBackendName } from '@noprior/backends';
import { type Backend, DomainError, isNopriorError } from '@noprior/tensor';
import { prepare } from '../programs/prepare.ts';
import type { PreparedProgram } from '../programs/prepared-program.ts';
import { type PageAnswer, type PageCalls, type PageFunctions, pageCall, pagePaths } from './page-functions.ts';

function makePageFunctions(): PageFunctions {
  let backend: Backend | undefined;
  let program: PreparedProgram | undefined;
  return {
    async prepare({ backend: name, job }) {
      backend = await openBackend(toBackendName(name), {
        dtype: job.dtype,
        threads: job.threads,
        wasmPaths: { onnx: pagePaths.onnx, tfjs: pagePaths.tfjs },
      });
      program = await prepare(backend, job, parseNpz(await download(pagePaths.inputs)));
      await upload(pagePaths.outputs, serializeNpz(program.outputs));
      return { device: backend.device, firstRunMs: program.firstRunMs, note: program.note };
    },
    async repeat(count) {
      if (program === undefined) throw new DomainError('repeat: nothing is prepared; call prepare first');
      return program.repeat(count);
    },
    async finish() {
      program = undefined;
      await backend?.dispose();
      backend = undefined;
      return null;
    },
  };
}

async function download(path: string): Promise<Uint8Array> {
  const response = await fetch(path);
  if (!response.ok) throw new DomainError(`the page cannot fetch ${path}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function upload(path: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(path, { method: 'PUT', body });
  if (!response.ok) throw new DomainError(`the page cannot send ${path}: ${response.status} ${response.statusText}`);
}

const functions = makePageFunctions();

async function answer(name: keyof PageCalls, argument: never): Promise<PageAnswer<keyof PageCalls>> {
  try {
    if (!Object.hasOwn(functions, name)) throw new DomainError(`the page has no function ${name}`);
    return { value: await functions[name](argument) };
  } catch (error) {
    if (!(error instanceof Error)) return { error: String(error), code: undefined, stack: undefined };
    return { error: error.message, code: isNopriorError(error) ? error.code : undefined, stack: error.stack };
  }
}

Object.assign(globalThis, { [pageCall]: answer });
