import type { EvidenceAttackConfig, KktAttackConfig } from '@noprior/reconstruction-attack';
import type { VariantChange } from './attack-variants.ts';

/** A trained network to attack. */
export interface VictimCase {
  readonly dataset: 'mnist' | 'cifar10' | 'glyphs';
  readonly perClass: number;
  /** Every class has a label of its own and the network an output for each; otherwise there are two labels. */
  readonly labels?: 'all';
  readonly hidden: readonly number[];
  /** A regression of the labels -1 and +1 with a decay of the weights, steps of one size, so many of them; the loss aimed at then has no effect. */
  readonly regression?: { readonly weightDecay: number; readonly iterations: number };
  readonly targetLoss: number;
  readonly schedule: 'normalized' | 'constant';
  /** Standard deviation of the initial first layer, or every layer by PyTorch's default. */
  readonly initialisation: number | 'pytorch';
  readonly seed: number;
}

/** Attacks of the main table and, from the defender's side, the same searches started from the truth. */
export type AttackName =
  | 'kkt'
  | 'evidence'
  | 'evidence, two stages'
  | 'corners'
  | 'strong-cpu'
  | 'kkt from the truth'
  | 'evidence from the truth';

/** What every job says. */
export interface CommonCase {
  readonly victim: VictimCase;
  /** Candidates for each label. */
  readonly candidatesPerClass: number;
  /** Fewer iterations than the configuration's, to see that it runs. */
  readonly maxIterations?: number;
}

/** In what a network differs from the usual one. */
export type ExposureAxis = 'training length' | 'schedule' | 'width' | 'initialisation';

/** One attack on one network. */
export interface AttackCase extends CommonCase {
  readonly kind: 'attack';
  readonly attack: AttackName;
  /** Set where the attack is run to see what the difference to the usual network is worth. */
  readonly axis?: ExposureAxis;
  /** Whether pictures of the best candidates are drawn. */
  readonly pictures: boolean;
}

/** One change to one attack. */
export type AblationCase = CommonCase & { readonly kind: 'ablation'; readonly variant: string } & (
    | { readonly attack: 'kkt'; readonly change: VariantChange<KktAttackConfig> }
    | { readonly attack: 'evidence'; readonly change: VariantChange<EvidenceAttackConfig> }
  );

/** Methods whose quality is followed over time. */
export type CurveMethod = 'reference' | 'adam-box' | 'evidence' | 'corners';

/** Quality against seconds. */
export interface CurveCase extends CommonCase {
  readonly kind: 'curve';
  readonly method: CurveMethod;
  /** The run ends after so many seconds. */
  readonly seconds: number;
}

/** How exposed a network is: two attacks, and both from the truth. */
export interface ExposureCase extends CommonCase {
  readonly kind: 'exposure';
  /** What differs from the network that the other kinds attack. */
  readonly axis: 'none' | ExposureAxis;
  /** Candidates for each label of the evidence attack. */
  readonly evidencePerClass: number;
}

/** Precision of the choice without the truth over several runs of the evidence attack. */
export interface ChoiceCase extends CommonCase {
  readonly kind: 'choice';
  readonly runs: number;
}

/** A job of the `attack-power` suite. */
export type AttackPowerCase = AttackCase | AblationCase | CurveCase | ExposureCase | ChoiceCase;
