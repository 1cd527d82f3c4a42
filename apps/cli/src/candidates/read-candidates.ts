import { type Candidates, type Scale, toScaleSum } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { fileChecksum } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import { type CandidatesFile, loadCandidates } from '../load-candidates.ts';
import { readOptions } from '../options/read-limits.ts';
import type { Terminal } from '../terminal.ts';
import { weightsChecksum } from '../weights-checksum.ts';
import type { CandidateOptions } from './candidate-options.ts';
import { type CandidateOrigin, readCandidateOrigin } from './candidate-origin.ts';

/** Candidates for a model, and what is known of where they come from. */
export interface ReadCandidates {
  /** Multipliers are those of the KKT conditions. */
  readonly candidates: Candidates;
  /** As they are in the file. */
  readonly inFile: CandidatesFile;
  /** Unit of the multipliers in the file. */
  readonly unit: Scale;
  /** For the results, where the record beside them names another model. */
  readonly otherModel: { readonly candidatesMatchModel: false } | undefined;
}

/** Read the candidates that the options name, convert their multipliers once, and compare their record with the model.
 *
 * Says on stderr what was converted, and which contradictions it was told to ignore.
 *
 * @param command  `kkt` only warns of another model
 * @param network  the model that was read; another file of the same weights is the same model
 * @throws {DomainError} if their record names another model and that is not allowed, or if their unit cannot be told
 * @throws {FormatError} if the file is damaged or an array is missing
 */
export async function readCandidates(
  command: string,
  options: CandidateOptions,
  terminal: Terminal,
  network: ReluNetwork,
): Promise<ReadCandidates> {
  const inFile = await loadCandidates(options.candidates, readOptions(options));
  checkSize(command, options.candidates, inFile);
  const origin = await readCandidateOrigin(options.candidates);
  const otherModel = await compareModel(command, options, origin, terminal, network);
  const unit = unitOf(command, options, origin, terminal);
  if (command === 'score' && origin?.isTrainingSet === true) {
    terminal.err(
      `warning: ${options.candidates} is the training set itself, which certify wrote; it is found by no attack, and its score is no leak\n`,
    );
  }
  return { candidates: toScaleSum(inFile, unit), inFile, unit, otherModel };
}

/** Largest value whose square, summed over any file, is a number. */
const largestValue = 1e150;
/** The largest value of a point below it has a square without all its digits: its cosine with an image would be wrong, or 0. */
const smallestPoint = 1e-150;

function checkSize(command: string, path: string, { x, lambda }: Candidates): void {
  for (const [name, { data }] of Object.entries({ x, lambda })) {
    const at = data.findIndex((value: number) => Math.abs(value) > largestValue && Number.isFinite(value));
    if (at < 0) continue;
    throw new DomainError(
      `${command}: ${name} in ${path} has the value ${data[at]} at position ${at}, whose square is beyond float64; its points must be in the unit of the model's inputs`,
    );
  }
  const [count, width] = [x.shape[0]!, x.shape[1]!];
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let at = row * width; at < (row + 1) * width; at++) largest = Math.max(largest, Math.abs(x.data[at]!));
    if (!(largest > 0 && largest < smallestPoint)) continue;
    throw new DomainError(
      `${command}: the largest value of point ${row} of x in ${path} is ${largest}, whose square float64 does not hold; its points must be in the unit of the model's inputs`,
    );
  }
}

async function compareModel(
  command: string,
  { model, candidates, allowOtherModel = false }: CandidateOptions,
  origin: CandidateOrigin | undefined,
  terminal: Terminal,
  network: ReluNetwork,
): Promise<ReadCandidates['otherModel']> {
  if (origin?.modelChecksum === undefined) return undefined;
  const checksum = await fileChecksum(model);
  if (checksum === origin.modelChecksum || weightsChecksum(network) === origin.weightsChecksum) return undefined;
  const or = origin.weightsChecksum === undefined ? ', or from another file of it' : '';
  const found = `${candidates} was made from another model${or}: ${origin.path} names the SHA-256 ${short(origin.modelChecksum)}, and ${model} has ${short(checksum)}`;
  // The loss of any points on any network is what kkt is asked for; the others would speak of a leak, or write on.
  if (!allowOtherModel && command !== 'kkt') {
    throw new DomainError(
      `${command}: ${found}; name that model with --model, or add --allow-other-model, and the result says nothing of what either model gives away`,
    );
  }
  terminal.err(`warning: ${found}\n`);
  return { candidatesMatchModel: false };
}

function unitOf(
  command: string,
  { candidates, scale }: CandidateOptions,
  origin: CandidateOrigin | undefined,
  terminal: Terminal,
): Scale {
  const times = 'n times those of the KKT conditions';
  if (scale !== undefined) {
    if (scale === 'mean') terminal.err(`note: --scale mean: multipliers in ${candidates} are read as ${times}\n`);
    if (origin?.isItsFile === true && origin.unit !== undefined && origin.unit !== scale) {
      terminal.err(`warning: ${origin.path} says that their unit is ${origin.unit}, not ${scale}\n`);
    }
    return scale;
  }
  if (origin?.unit !== 'mean') return 'sum';
  const earlier = `${origin.path} is of an earlier version, which wrote multipliers as ${times}`;
  if (!origin.isItsFile) {
    throw new DomainError(
      `${command}: the unit of the multipliers in ${candidates} is not known: ${earlier}, but not this file; add --scale mean for that unit, --scale sum for the multipliers themselves`,
    );
  }
  terminal.err(`note: ${earlier}; those in ${candidates} are converted\n`);
  return 'mean';
}

function short(checksum: string): string {
  return `${checksum.slice(0, 12)}...`;
}
