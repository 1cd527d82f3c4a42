import { type OnnxModel, onnxElementType } from './onnx-model.ts';

/** The model y = x for float32 tensors of any shape: what a session does with it is to move the tensor between memories. */
export const identityModel: OnnxModel = {
  nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'], attributes: {} }],
  initializers: [],
  inputs: [{ name: 'x', elementType: onnxElementType.float32, doc: 'x' }],
  outputs: [{ name: 'y', elementType: onnxElementType.float32, doc: 'y' }],
};
