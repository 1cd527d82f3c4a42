import type { AttackPowerCase, VictimCase } from './attack-power-case.ts';

/** What goes without saying of a network. */
export const usual = { hidden: [1000, 1000], targetLoss: 1e-6, schedule: 'normalized', initialisation: 1e-4 } as const;

/** Name of a job, unlike that of every other job of its scale. */
export function attackPowerName(one: AttackPowerCase): string {
  return `${one.kind}: ${describeVictim(one.victim)}, ${describeAttack(one)}, seed ${one.victim.seed}`;
}

/** The network, without its seed; what is as usual goes without saying. */
export function describeVictim({
  dataset,
  labels,
  perClass,
  hidden,
  targetLoss,
  schedule,
  initialisation,
  regression,
}: Omit<VictimCase, 'seed'>): string {
  return [
    labels === 'all' ? `${dataset} ten classes, ${10 * perClass} images` : `${dataset} ${2 * perClass} images`,
    ...(hidden.join() === usual.hidden.join() ? [] : [`width ${hidden.join('-')}`]),
    ...(regression === undefined
      ? describeTraining(targetLoss, schedule)
      : [`regression, decay ${regression.weightDecay.toExponential()}`]),
    ...(initialisation === usual.initialisation
      ? []
      : [initialisation === 'pytorch' ? 'PyTorch initialisation' : `initialisation ${initialisation.toExponential()}`]),
  ].join(', ');
}

function describeTraining(targetLoss: number, schedule: VictimCase['schedule']): string[] {
  if (schedule === 'constant') return [`loss ${targetLoss.toExponential()}`, 'constant step'];
  return targetLoss === usual.targetLoss ? [] : [`loss ${targetLoss.toExponential()}`];
}

function describeAttack(one: AttackPowerCase): string {
  switch (one.kind) {
    case 'attack':
      return one.attack;
    case 'curve':
      return `${one.method}, ${2 * one.candidatesPerClass} candidates`;
    case 'choice':
      return `${one.runs} runs`;
    case 'exposure':
      return one.axis === 'none' ? 'the usual network' : one.axis;
    case 'ablation':
      return `${one.attack}, ${one.variant}`;
  }
}
