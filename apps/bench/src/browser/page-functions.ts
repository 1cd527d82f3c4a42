import type { Job } from '../programs/job.ts';
import type { PreparedProgram, Repetitions } from '../programs/prepared-program.ts';

/** What a page is to measure. */
export interface PageJob {
  /** As in `Backend.name`. */
  readonly backend: string;
  readonly job: Job;
}

/** A page that has run its program once. */
export interface PagePrepared extends Pick<PreparedProgram, 'firstRunMs' | 'note'> {
  /** In words. */
  readonly device: string;
}

/** What goes into a call and what comes out, JSON both; arrays travel as files. */
export interface PageCalls {
  /** Open the backend, fetch the inputs, run once, send the outputs. */
  readonly prepare: { readonly argument: PageJob; readonly result: PagePrepared };
  /** Run so many times more. */
  readonly repeat: { readonly argument: number; readonly result: Repetitions };
  /** Close the backend. */
  readonly finish: { readonly argument: null; readonly result: null };
}

/** The functions of a page, as they are called in it. */
export type PageFunctions = {
  readonly [N in keyof PageCalls]: (argument: PageCalls[N]['argument']) => Promise<PageCalls[N]['result']>;
};

/** What a call gives back, since an error loses its class on the way out of a page. */
export type PageAnswer<N extends keyof PageCalls> =
  | { readonly value: PageCalls[N]['result'] }
  | { readonly error: string; readonly code: string | undefined; readonly stack: string | undefined };

/** Paths under which the page finds what it needs, on the server that it came from. */
export const pagePaths = {
  inputs: '/inputs.npz',
  outputs: '/outputs.npz',
  script: '/page.js',
  /** Folders with the WebAssembly files of the packages. */
  onnx: '/onnxruntime-web/',
  tfjs: '/tfjs-backend-wasm/',
} as const;

/** Name of the page's global function (name, argument) => Promise<PageAnswer>. */
export const pageCall = 'nopriorCall';
