import type * as Package from 'onnxruntime-node';

/** The part of ONNX Runtime's interface that the backends use; the Node and the web package share it. */
export type OnnxRuntime = Pick<typeof Package, 'InferenceSession' | 'Tensor' | 'env'>;

/** A package that carries ONNX Runtime, and how to import it. */
export interface RuntimeSource {
  readonly from: 'onnxruntime-node' | 'onnxruntime-web';
  readonly load: () => Promise<OnnxRuntime>;
}

/** A package that has been imported. */
export interface LoadedRuntime {
  readonly runtime: OnnxRuntime;
  readonly version: string;
}
