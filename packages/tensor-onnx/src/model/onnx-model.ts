/** The part of the ONNX format that graphs need, as plain objects.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (ModelProto and what it holds)
 */
export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** NodeProto: one operation of the default operator set. */
export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

/** AttributeProto by name: numbers that are integers in ONNX, numbers that are floats, or lists of integers. */
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** One attribute; the key tells the ONNX type, which a JavaScript number does not. */
export type OnnxAttribute =
  | { readonly integer: number }
  | { readonly float: number }
  | { readonly integers: readonly number[] };

/** TensorProto with its elements as raw little-endian bytes. */
export interface OnnxInitializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

/** ValueInfoProto of an input or output. `doc` keeps the name that the user gave it; without `shape` any shape will do. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly elementType: number;
  readonly shape?: readonly number[];
  readonly doc: string;
}

/** TensorProto.DataType */
export const onnxElementType = { float32: 1, int64: 7, bool: 9, float64: 11 } as const;

/** Version of the default operator set in which the emitters speak. */
export const onnxOpset = 17;

/** Version of the file format. */
export const onnxIrVersion = 8;
