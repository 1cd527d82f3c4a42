import type { KktResults } from '@noprior/certificate';
import type { KktComparison } from '@noprior/kkt-loss';
import type { ScoreReport } from '@noprior/metrics';
import type { AttackRecord, AttackResult, Knowledge, KnowledgeName } from '@noprior/reconstruction-attack';
import type { Preprocessing, TrainingResult } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** Samples of a part of the demo. */
interface DemoSplit {
  readonly training: { readonly x: HostTensor };
  readonly heldOut: { readonly x: HostTensor };
  readonly preprocessing: Preprocessing & { readonly classes: readonly string[] };
}

/** Images that an attack reads back from a network. */
export interface DemoImages {
  readonly split: DemoSplit;
  readonly training: TrainingResult;
  readonly attack: AttackResult;
  readonly score: ScoreReport;
  readonly kkt: KktComparison;
}

/** Points on a sphere, attacked from several starts. */
export interface DemoSphere {
  readonly split: DemoSplit;
  readonly training: TrainingResult;
  readonly runs: readonly {
    /** Norm of the starting points. */
    readonly radius: number;
    readonly attack: { readonly candidates: { readonly x: HostTensor }; readonly records: readonly AttackRecord[] };
    readonly kkt: KktComparison;
    readonly meanDistanceOfBest: number;
    readonly chance: number;
    readonly heldOutDistance: number;
  }[];
}

/** The network of the images, explained from afar. */
export interface DemoFar {
  readonly refinement: {
    readonly iterations: number;
    readonly seconds: number;
    readonly residual: number;
    readonly ended: string;
  };
  readonly results: KktResults;
  /** Points of the other set, if there is one. */
  readonly points: HostTensor | undefined;
}

/** What the attackers of the two first parts knew. */
export interface DemoKnowledge {
  readonly images: Knowledge;
  readonly sphere: Knowledge;
  /** Entries that their attack reads. */
  readonly uses: readonly KnowledgeName[];
}
