import type { ReadOptions } from '@noprior/array-files';
import { type Candidates, type Scale, toScaleSum } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { fileChecksum } from '@noprior/run-folder';
import { advice, argument, DomainError, type Wording, wording } from '@noprior/tensor';
import { type CandidateOrigin, readCandidateOrigin } from './candidate-origin.ts';
import { type CandidatesFile, loadCandidates } from './load-candidates.ts';
import { weightsChecksum } from './weights-checksum.ts';

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
  /** Whether it is the training set that `certify` wrote with its multipliers: no attack found it. */
  readonly isTrainingSet: boolean;
  /** What was converted, and which contradictions were ignored: one line each. */
  readonly notices: readonly Wording[];
}

/** Candidates and the model that they are for. */
export interface ReadCandidatesOptions extends ReadOptions {
  /** Path of the candidates. */
  readonly candidates: string;
  /** Path of the model. */
  readonly model: string;
  /** Unit of the multipliers in the file; default: by the record beside it, else `sum`. */
  readonly scale?: Scale | undefined;
  /** Whether candidates that were made from another model are read, with a notice. */
  readonly allowOtherModel?: boolean | undefined;
}

/** Read candidates, convert their multipliers once, and compare the record beside them with the model.
 *
 * @param network  the model that was read; another file of the same weights is the same model
 * @throws {DomainError} if their record names another model and that is not allowed, or if their unit cannot be told
 * @throws {FormatError} if the file is damaged or an array is missing
 */
export async function readCandidates(
  { candidates: path, model, scale, allowOtherModel = false, ...limits }: ReadCandidatesOptions,
  network: ReluNetwork,
): Promise<ReadCandidates> {
  const inFile = await loadCandidates(path, limits);
  checkSize(path, inFile);
  const origin = await readCandidateOrigin(path);
  const notices: Wording[] = [];
  const other = await describeOtherModel(path, model, origin, network);
  if (other !== undefined) {
    if (!allowOtherModel) {
      throw new DomainError(
        wording`readCandidates: ${other}; name that model, or add ${argument('allowOtherModel')}, and the result says nothing of what either model reveals`,
      );
    }
    notices.push(wording`warning: ${other}`);
  }
  const unit = unitOf(path, scale, origin, notices);
  return {
    candidates: toScaleSum(inFile, unit),
    inFile,
    unit,
    otherModel: other === undefined ? undefined : { candidatesMatchModel: false },
    isTrainingSet: origin?.isTrainingSet === true,
    notices,
  };
}

/** Largest value whose square, summed over any file, is a number. */
const largestValue = 1e150;
/** The largest value of a point below it has a square without all its digits: its cosine with an image would be wrong, or 0. */
const smallestPoint = 1e-150;

function checkSize(path: string, { x, lambda }: Candidates): void {
  for (const [name, { data }] of Object.entries({ x, lambda })) {
    const at = data.findIndex((value: number) => Math.abs(value) > largestValue && Number.isFinite(value));
    if (at < 0) continue;
    throw new DomainError(
      `readCandidates: ${name} in ${path} has the value ${data[at]} at position ${at}, whose square is beyond float64; its points must be in the unit of the model's inputs`,
    );
  }
  const [count, width] = [x.shape[0]!, x.shape[1]!];
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let at = row * width; at < (row + 1) * width; at++) largest = Math.max(largest, Math.abs(x.data[at]!));
    if (!(largest > 0 && largest < smallestPoint)) continue;
    throw new DomainError(
      `readCandidates: the largest value of point ${row} of x in ${path} is ${largest}, whose square float64 does not hold; its points must be in the unit of the model's inputs`,
    );
  }
}

/** What contradicts that candidates are of a model; `undefined` if nothing does. */
async function describeOtherModel(
  candidates: string,
  model: string,
  origin: CandidateOrigin | undefined,
  network: ReluNetwork,
): Promise<string | undefined> {
  if (origin?.modelChecksum === undefined) return undefined;
  const checksum = await fileChecksum(model);
  if (checksum === origin.modelChecksum || weightsChecksum(network) === origin.weightsChecksum) return undefined;
  const or = origin.weightsChecksum === undefined ? ', or from another file of it' : '';
  return `${candidates} was made from another model${or}: ${origin.path} names the SHA-256 ${short(origin.modelChecksum)}, and ${model} has ${short(checksum)}`;
}

function unitOf(
  path: string,
  scale: Scale | undefined,
  origin: CandidateOrigin | undefined,
  notices: Wording[],
): Scale {
  const times = 'n times those of the KKT conditions';
  if (scale !== undefined) {
    if (scale === 'mean')
      notices.push(wording`note: ${argument('scale')} mean: multipliers in ${path} are read as ${times}`);
    if (origin?.isItsFile === true && origin.unit !== undefined && origin.unit !== scale) {
      notices.push(wording`warning: ${origin.path} says that their unit is ${origin.unit}, not ${scale}`);
    }
    return scale;
  }
  if (origin?.unit !== 'mean') return 'sum';
  const earlier = `${origin.path} is of an earlier version, which wrote multipliers as ${times}`;
  if (!origin.isItsFile) {
    throw new DomainError(
      wording`readCandidates: the unit of the multipliers in ${path} is not known: ${earlier}, but not this file; ${advice('give-scale', 'give the scale: mean for that unit, sum for the multipliers themselves')}`,
    );
  }
  notices.push(wording`note: ${earlier}; those in ${path} are converted`);
  return 'mean';
}

function short(checksum: string): string {
  return `${checksum.slice(0, 12)}...`;
}
