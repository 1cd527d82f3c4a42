export { fileChecksum } from './file-checksum.ts';
export { type OutputFile, openOutputFile } from './open-output-file.ts';
export { type OpenRun, type OpenRunOptions, openRun } from './open-run.ts';
export { type RunRecordFile, readRunRecord, recordOfResult } from './read-record.ts';
export { readSmallText } from './read-small-text.ts';
export { refuseForeignFile } from './refuse-foreign-file.ts';
export { refuseInputsFolder } from './refuse-inputs-folder.ts';
export { refuseReplacing } from './refuse-replacing.ts';
export { fileLocation, folderLocation, type RunLocation, recordOf } from './run-location.ts';
export {
  fileChecksums,
  makeRunRecord,
  type RunDevice,
  type RunFacts,
  type RunPlace,
  type RunProgram,
  type RunRecord,
  readRunPlace,
  recordText,
} from './run-record.ts';
export type { Publication, WriteFile } from './staged-files.ts';
export { type Lock, takeLock } from './take-lock.ts';
