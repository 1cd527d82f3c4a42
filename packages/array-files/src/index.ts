export type { ArrayFile, ArrayInfo, NamedArrays } from './array-file.ts';
export type { CheckpointKind, CheckpointProgress } from './checkpoint-fields.ts';
export {
  type CheckpointContents,
  type CheckpointSummary,
  CheckpointWriter,
  inspectCheckpointFile,
  type LoadedCheckpoint,
  loadCheckpointFile,
  removeCheckpoint,
} from './checkpoint-file.ts';
export type { RecordLists } from './checkpoint-records.ts';
export { crc32 } from './crc32.ts';
export { describeContents } from './describe-contents.ts';
export { type LoadOptions, loadArrays } from './load-arrays.ts';
export { parseNpy, serializeNpy } from './npy.ts';
export type { ArrayType } from './npy-header.ts';
export { type NpzWriteOptions, openNpz, parseNpz, serializeNpz } from './npz.ts';
export { openArrays } from './open-arrays.ts';
export { readFileBytes } from './read-file-bytes.ts';
export { defaultMaxBytes, type ReadOptions } from './read-options.ts';
export { openSafetensors, parseSafetensors, serializeSafetensors } from './safetensors.ts';
export { saveNpy, saveNpz, saveSafetensors } from './save-arrays.ts';
export { parseStrictJson } from './strict-json.ts';
export { isTemporaryNameOf, temporaryName } from './temporary-name.ts';
export { writeFileAtomically } from './write-file-atomically.ts';
