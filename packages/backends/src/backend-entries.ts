import { type Backend, type Dtype, definedOnly, dtypes } from '@noprior/tensor';
import { openOnnxCpu, openOnnxWasm, openOnnxWebgpu, openOpenvinoCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { openTfjsCpu, openTfjsNode, openTfjsWasm, openTfjsWebgpu } from '@noprior/tensor-tfjs';

/** Settings that some backends have; the others ignore them. */
export interface BackendSettings {
  /** Threads inside one operation; each backend's own choice by default. */
  readonly threads?: number;
  /** Module of a tfjs-node that was built apart, as a path or a file URL; by default the installed package. */
  readonly tfjsNode?: string;
  /** Folder with OpenVINO and koffi, see the README of `@noprior/tensor-onnx`; `openvino:cpu` needs it. */
  readonly openvino?: string;
  /** URL of the folder that holds the WebAssembly files of a package, in browsers. */
  readonly wasmPaths?: { readonly onnx?: string; readonly tfjs?: string };
}

/** Names of the backends, as in `Backend.name`. */
export type NamedBackend =
  | 'onnx:cpu'
  | 'onnx:wasm'
  | 'onnx:webgpu'
  | 'openvino:cpu'
  | 'openvino:cpu-bfloat16'
  | 'reference'
  | 'tfjs:cpu'
  | 'tfjs:node'
  | 'tfjs:wasm'
  | 'tfjs:webgpu';

/** A backend, by name. */
export interface BackendEntry {
  readonly name: NamedBackend;
  /** What it computes in. */
  readonly dtypes: readonly Dtype[];
  /** Whether the choice of the fastest considers it. Those on a GPU are left to the user: it may be a software one. */
  readonly automatic: boolean;
  open(settings: BackendSettings): Promise<Backend>;
}

const single: readonly Dtype[] = ['float32'];

/** Every backend, the automatic ones first and in the order in which they are tried. */
export const backendEntries: readonly BackendEntry[] = [
  { name: 'onnx:cpu', dtypes, automatic: true, open: ({ threads }) => openOnnxCpu(definedOnly({ threads })) },
  {
    name: 'tfjs:node',
    dtypes: single,
    automatic: true,
    open: ({ tfjsNode }) => openTfjsNode(tfjsNode === undefined ? {} : { load: () => import(tfjsNode) }),
  },
  {
    name: 'tfjs:wasm',
    dtypes: single,
    automatic: true,
    open: ({ threads, wasmPaths }) => openTfjsWasm(definedOnly({ threads, wasmPath: wasmPaths?.tfjs })),
  },
  { name: 'reference', dtypes, automatic: true, open: async () => openReference() },
  {
    name: 'openvino:cpu',
    dtypes: single,
    automatic: false,
    open: ({ openvino, threads }) => openOpenvinoCpu(definedOnly({ openvino, threads })),
  },
  {
    name: 'openvino:cpu-bfloat16',
    dtypes: single,
    automatic: false,
    open: ({ openvino, threads }) => openOpenvinoCpu({ ...definedOnly({ openvino, threads }), products: 'bfloat16' }),
  },
  { name: 'onnx:webgpu', dtypes: single, automatic: false, open: () => openOnnxWebgpu() },
  {
    name: 'onnx:wasm',
    dtypes,
    automatic: false,
    open: ({ threads, wasmPaths }) => openOnnxWasm(definedOnly({ threads, wasmPath: wasmPaths?.onnx })),
  },
  { name: 'tfjs:webgpu', dtypes: single, automatic: false, open: () => openTfjsWebgpu() },
  { name: 'tfjs:cpu', dtypes: single, automatic: false, open: () => openTfjsCpu() },
];
