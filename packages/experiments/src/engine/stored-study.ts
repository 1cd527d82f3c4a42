import { parseStrictJson } from '@noprior/array-files';
import { FormatError } from '@noprior/tensor';
import { isListOf, isObject, isPointResult, isStepPlace, isSummary } from './check-summary.ts';
import type { Experiment, GridPoint, PointResult, ScaleName, Setting, StageKinds, StageResult } from './experiment.ts';
import { sha256 } from './step.ts';
import type { StepPlace, StepRun } from './step-run.ts';
import type { StudySummary } from './study-summary.ts';

/** A study with its results: what is kept, and what a report reads. */
export interface StoredStudy {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly scale: string;
  readonly setting: Pick<Setting<GridPoint, unknown>, 'seeds'>;
  readonly summary: StudySummary;
  readonly results: readonly PointResult[];
}

/** A study with what its steps gave. */
export function toStoredStudy<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  scale: ScaleName,
  results: readonly PointResult<Point, Kinds>[],
): StoredStudy {
  const { name, title, about, scales } = experiment;
  const setting = scales[scale];
  return { name, title, about, scale, setting, summary: experiment.summarize(results, setting), results };
}

/** A study as the text of a file: JSON in which every machine stands once, and a SHA-256 of all the rest.
 *
 * @param space  as of `JSON.stringify`; for files that people read
 */
export function storedStudyText(study: StoredStudy, space?: number): string {
  const places: StepPlace[] = [];
  const indices = new Map<string, number>();
  const indexOf = (place: StepPlace): number => {
    const text = JSON.stringify(place);
    const index = indices.get(text) ?? places.push(place) - 1;
    indices.set(text, index);
    return index;
  };
  const results = study.results.map(({ point, seed, stages }) => ({
    point,
    seed,
    stages: Object.fromEntries(
      Object.entries(stages).flatMap(([name, stage]) => {
        if (stage === undefined) return [];
        const { ran, ...facts } = stage;
        return [[name, ran === undefined ? facts : { ...facts, ran: { ...ran, place: indexOf(ran.place) } }]];
      }),
    ),
  }));
  const contents = { ...study, results, places };
  return `${JSON.stringify({ ...contents, checksum: sha256(JSON.stringify(contents)) }, null, space)}\n`;
}

/** A study from the text of a file.
 *
 * @param name  of the study that it has to be
 * @param path  of the file, for messages
 * @throws {FormatError} for a text that is no study of this name, or was changed since it was written
 */
export function parseStoredStudy(text: string, name: string, path: string): StoredStudy {
  const refuse = (): never => {
    throw new FormatError(`report: ${path} ${notStored}`);
  };
  const value = parseStrictJson(text, `report: ${path}`, notStored);
  if (!isObject(value)) return refuse();
  const { checksum, ...stored } = value;
  if (typeof checksum !== 'string') return refuse();
  if (checksum !== sha256(JSON.stringify(stored))) {
    throw new FormatError(`report: ${path} was changed since noprior reproduce wrote it; run noprior reproduce again`);
  }
  const { places, results } = stored;
  if (
    stored.name !== name ||
    ![stored.title, stored.about, stored.scale].every((one) => typeof one === 'string') ||
    !isObject(stored.setting) ||
    !isListOf(stored.setting.seeds, (seed) => typeof seed === 'number') ||
    !isListOf(places, isStepPlace) ||
    !isListOf(results, (result) => isPointResult(result, places.length)) ||
    !isSummary(stored.summary)
  ) {
    return refuse();
  }
  // Each field has been checked, as far as anybody reads it.
  const { places: _, results: kept, ...study } = stored as unknown as StudyFile;
  return { ...study, results: kept.map((result) => withPlaces(result, places)) };
}

const notStored = 'is no result of noprior reproduce; run it again';

/** A study as it stands in a file: a place is its index among all. */
interface StudyFile extends Omit<StoredStudy, 'results'> {
  readonly places: readonly StepPlace[];
  readonly results: readonly StoredPoint[];
}

interface StoredPoint extends Omit<PointResult, 'stages'> {
  readonly stages: Readonly<Record<string, Omit<StageResult, 'ran'> & { readonly ran?: StoredRun }>>;
}

type StoredRun = Omit<StepRun, 'place'> & { readonly place: number };

function withPlaces({ point, seed, stages }: StoredPoint, places: readonly StepPlace[]): PointResult {
  const named = Object.entries(stages).map(([name, { ran, ...facts }]) => {
    return [name, ran === undefined ? facts : { ...facts, ran: { ...ran, place: places[ran.place]! } }];
  });
  return { point, seed, stages: Object.fromEntries(named) };
}
