import { DomainError } from '@noprior/tensor';
import { PbfWriter } from 'pbf';
import {
  type OnnxAttribute,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
  type OnnxValueInfo,
  onnxElementType,
  onnxIrVersion,
  onnxOpset,
} from './onnx-model.ts';

/** Largest message that protobuf readers accept, in bytes. */
const protobufLimit = 2 ** 31 - 1;

/** Model as the bytes of an ONNX file (ModelProto).
 *
 * @throws {DomainError} if the constants of the model exceed the 2 GiB of a protobuf message
 */
export function serializeModel(model: OnnxModel): Uint8Array {
  const size = sizeEstimate(model);
  if (size > protobufLimit) {
    throw new DomainError(
      `toOnnxModel: the constants need ${size} bytes, an ONNX model holds ${protobufLimit}; make the largest of them inputs`,
    );
  }
  const writer = new PbfWriter(new Uint8Array(size));
  writer.writeVarintField(1, onnxIrVersion);
  writer.writeStringField(2, 'noprior');
  writer.writeMessage(7, writeGraph, model);
  writer.writeMessage(8, writeOpset, onnxOpset);
  return writer.finish();
}

/** Upper bound of the size: bytes of the constants, and for every entry its names and a constant. */
function sizeEstimate({ nodes, initializers, inputs, outputs }: OnnxModel): number {
  const data = initializers.reduce((total, { data: { byteLength } }) => total + byteLength, 0);
  const docs = [...inputs, ...outputs].reduce((total, { doc }) => total + 3 * doc.length, 0);
  return data + docs + 256 * (nodes.length + initializers.length + inputs.length + outputs.length + 4);
}

function writeOpset(version: number, writer: PbfWriter): void {
  writer.writeStringField(1, '');
  writer.writeVarintField(2, version);
}

function writeGraph({ nodes, initializers, inputs, outputs }: OnnxModel, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, 'noprior');
  for (const initializer of initializers) writer.writeMessage(5, writeInitializer, initializer);
  for (const input of inputs) writer.writeMessage(11, writeValueInfo, input);
  for (const output of outputs) writer.writeMessage(12, writeValueInfo, output);
}

function writeNode({ inputs, outputs, opType, attributes }: OnnxNode, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  for (const output of outputs) writer.writeStringField(2, output);
  writer.writeStringField(4, opType);
  for (const entry of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if ('float' in value) {
    writer.writeFloatField(2, value.float);
    writer.writeVarintField(20, 1);
  } else if ('integer' in value) {
    writer.writeVarintField(3, value.integer);
    writer.writeVarintField(20, 2);
  } else {
    for (const integer of value.integers) writer.writeVarintField(8, integer);
    writer.writeVarintField(20, 7);
  }
}

function writeInitializer({ name, shape, data }: OnnxInitializer, writer: PbfWriter): void {
  for (const extent of shape) writer.writeVarintField(1, extent);
  writer.writeVarintField(2, elementTypeOf(data));
  writer.writeStringField(8, name);
  writer.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function elementTypeOf(data: OnnxInitializer['data']): number {
  if (data instanceof Float32Array) return onnxElementType.float32;
  return data instanceof Float64Array ? onnxElementType.float64 : onnxElementType.int64;
}

function writeValueInfo({ name, elementType, shape, doc }: OnnxValueInfo, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeType, shape === undefined ? { elementType } : { elementType, shape });
  writer.writeStringField(3, doc);
}

function writeType(type: Pick<OnnxValueInfo, 'elementType' | 'shape'>, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, type);
}

function writeTensorType(type: Pick<OnnxValueInfo, 'elementType' | 'shape'>, writer: PbfWriter): void {
  writer.writeVarintField(1, type.elementType);
  if (type.shape !== undefined) writer.writeMessage(2, writeShape, type.shape);
}

function writeShape(shape: readonly number[], writer: PbfWriter): void {
  for (const extent of shape) writer.writeMessage(1, writeExtent, extent);
}

function writeExtent(extent: number, writer: PbfWriter): void {
  writer.writeVarintField(1, extent);
}
