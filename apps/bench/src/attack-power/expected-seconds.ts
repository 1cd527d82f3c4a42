import type { AttackPowerCase, VictimCase } from './attack-power-case.ts';

/** About how long a job takes on two quiet cores of 2025, to say how much is left; only the proportions matter. */
export function expectedSeconds(one: AttackPowerCase): number {
  const { victim } = one;
  const cheap = victim.dataset === 'glyphs' ? 0.05 : 1;
  return cheap * (10 + attackSeconds(one) * (victim.dataset === 'cifar10' ? 4 : 1) * widthFactor(victim));
}

function attackSeconds(one: AttackPowerCase): number {
  const { perClass } = one.victim;
  const [kkt, evidence] = [1.6 * perClass, 0.9 * perClass];
  switch (one.kind) {
    case 'attack':
      if (one.attack.startsWith('kkt')) return kkt;
      if (one.attack === 'corners') return 15 + evidence * 0.5;
      if (one.attack === 'strong-cpu') return 15 + evidence * 2.5;
      return evidence * (one.attack.includes('two') ? 1.7 : 1);
    case 'ablation':
      return one.attack === 'kkt' ? kkt : evidence;
    case 'curve':
      return one.method === 'reference' ? one.seconds : one.method === 'adam-box' ? 1.5 * kkt : evidence;
    case 'choice':
      return one.runs * evidence;
    case 'exposure':
      return 2 * kkt + 3 * evidence + 15;
  }
}

function widthFactor({ hidden }: VictimCase): number {
  const width = Math.max(...hidden);
  return width > 1000 ? (width / 1000) ** 1.7 : 1;
}
