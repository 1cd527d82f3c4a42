import type { AttackConfig, AttackFact, AttackSetting } from '../attack.ts';
import { toChoice, toNumber } from '../attack-settings.ts';
import { boundsFact } from './bounds-fact.ts';
import type { AttackPrior } from './prior.ts';
import { type SpanStart, spanStartKinds } from './span-start.ts';

/** What the settings of prior and start are about. */
interface WithPrior extends AttackConfig {
  readonly prior: Omit<AttackPrior, 'lambdaMin'>;
  readonly start?: SpanStart | undefined;
}

const bounds = ['known', 'unit', 'none'] as const;

/** Settings of where candidates start, how many there are, and what holds them. */
export function priorSettings<Config extends WithPrior>(): readonly AttackSetting<Config>[] {
  return [...lawSettings<Config>(), ...startSettings<Config>()];
}

/** Number, law and bounds of the candidates. */
function lawSettings<Config extends WithPrior>(): readonly AttackSetting<Config>[] {
  const withPrior = (config: Config, change: Partial<WithPrior['prior']>): Config => ({
    ...config,
    prior: { ...config.prior, ...change },
  });
  return [
    {
      name: 'candidatesPerClass',
      kind: 'count',
      about: 'candidates for each label',
      get: ({ prior }) => prior.candidatesPerClass,
      set: (config, value) => withPrior(config, { candidatesPerClass: toNumber('candidatesPerClass', value) }),
    },
    {
      name: 'radius',
      kind: 'positive',
      about: 'candidates start uniformly on the sphere of this radius',
      get: ({ prior: { initialisation: law } }) => (law.kind === 'sphere' ? law.radius : undefined),
      set: (config, value) =>
        withPrior(config, { initialisation: { kind: 'sphere', radius: toNumber('radius', value) } }),
    },
    {
      name: 'initScale',
      kind: 'positive',
      about: 'candidates start as Gaussian noise of this standard deviation',
      get: ({ prior: { initialisation: law } }) => (law.kind === 'gaussian' ? law.scale : undefined),
      set: (config, value) =>
        withPrior(config, { initialisation: { kind: 'gaussian', scale: toNumber('initScale', value) } }),
    },
    {
      name: 'bounds',
      kind: 'choice',
      choices: bounds,
      about:
        'bounds of the points: the known range of the inputs, or [-1, 1] where it is not known; always [-1, 1]; or none',
      get: ({ prior: { box } }) => {
        if (box === 'known') return 'known';
        if (box === undefined) return 'none';
        return box.low === -1 && box.high === 1 ? 'unit' : undefined;
      },
      set: (config, value) => {
        const choice = toChoice('bounds', bounds, value);
        const { box: _, ...prior } = config.prior;
        const box = choice === 'unit' ? { low: -1, high: 1 } : choice;
        return { ...config, prior: box === 'none' ? prior : { ...prior, box } };
      },
    },
  ];
}

/** Starts that read the first layer. */
function startSettings<Config extends WithPrior>(): readonly AttackSetting<Config>[] {
  const withStart = (config: Config, change: Partial<SpanStart>): Config => ({
    ...config,
    start: { kind: 'prior', ...config.start, ...change },
  });
  return [
    {
      name: 'start',
      kind: 'choice',
      choices: spanStartKinds,
      about:
        "where candidates start: by the law of the prior, or in the row space of W_1: at random, at centres of clusters of W_1's rows, or at solutions of its linear system",
      get: ({ start }) => start?.kind ?? 'prior',
      set: (config, value) => withStart(config, { kind: toChoice('start', spanStartKinds, value) }),
    },
    {
      name: 'startRadius',
      kind: 'positive',
      about: 'distance of that start from the mean; default a quarter of the diagonal of the box',
      get: ({ start }) => start?.radius,
      set: (config, value) => withStart(config, { radius: toNumber('startRadius', value) }),
    },
  ];
}

/** The same as facts of a resolved configuration. */
export function priorFacts({ prior, start, objective = 'binary' }: WithPrior): readonly AttackFact[] {
  const { initialisation: law, box, candidatesPerClass } = prior;
  const facts: AttackFact[] = [
    { name: 'objective', value: objective },
    { name: 'candidatesPerClass', value: candidatesPerClass },
    boundsFact(box),
    { name: 'start', value: start === undefined || start.kind === 'prior' ? law.kind : start.kind },
  ];
  if (start?.radius !== undefined) facts.push({ name: 'startRadius', value: start.radius });
  else
    facts.push(law.kind === 'sphere' ? { name: 'radius', value: law.radius } : { name: 'initScale', value: law.scale });
  return facts;
}
