import type { BarsBlock, CurvesBlock, DistributionBlock, ScatterBlock } from '../document/chart-blocks.ts';
import type { Claim, TableBlock } from '../document/document.ts';
import type { ImageShape } from '../document/image-shape.ts';
import type { Picture } from '../document/picture-block.ts';
import type { Fact } from '../document/value.ts';

/** A study with its results, as far as a document says something of them. */
export interface StudyFacts {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly scale: string;
  readonly setting: { readonly seeds: readonly number[] };
  readonly summary: {
    readonly claims: readonly Claim[];
    readonly tables: readonly TableBlock[];
    readonly charts?: readonly (CurvesBlock | ScatterBlock | BarsBlock | DistributionBlock)[];
  };
  readonly results: readonly { readonly stages: Readonly<Record<string, StudyStep | undefined>> }[];
}

/** What a document says of a step: how long it took, and where it ran. */
export interface StudyStep {
  /** Equal steps of several points have one key. */
  readonly key: string;
  readonly seconds: number;
  /** Left out by versions that did not write it down. */
  readonly ran?: StudyStepRun;
}

/** Where and how a step ran; `null` for what was not written down. */
export interface StudyStepRun {
  readonly place: {
    readonly machine: {
      readonly processor: string;
      readonly cores: number;
      readonly memoryBytes: number | null;
      readonly os: string;
    };
    readonly backend: { readonly name: string; readonly device: string };
    readonly node: string;
    readonly build: { readonly commit: string | null; readonly workers: number } | null;
  };
  /** ISO 8601 in UTC. */
  readonly began: string | null;
  readonly load: { readonly start: number; readonly end: number } | null;
  readonly peakMemoryBytes: number | null;
}

/** Training images and what was found of each, of one case of a study. */
export interface StudyPictureFacts {
  readonly of: readonly Fact[];
  /** Which images are shown: the best matched, or those around the median. */
  readonly which: 'best' | 'median';
  readonly imageShape: ImageShape;
  /** Each with a training image, its best candidate, and the nearest held-out image where there is one. */
  readonly pictures: readonly Picture[];
}

/** Steps of one stage that an earlier version of their kind made. */
export interface OutdatedStepFacts {
  readonly stage: string;
  /** Name of the kind. */
  readonly kind: string;
  readonly version: number;
  readonly newest: number;
  /** What the versions between do that this one did not. */
  readonly changes: readonly string[];
  readonly steps: number;
}
