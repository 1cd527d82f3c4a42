import { type Attack, knownValue } from '@noprior/reconstruction-attack';
import { checkBinaryNetwork, inputSize } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import { checkRowsConfig, type RowsConfig, rowsDefaults, rowsSettings } from './rows-config.ts';
import { RowsRun } from './rows-run.ts';

/** Non-negative least squares on rows of W_1: the rows, scaled and cut to the box, with the multipliers that explain the weights best. */
export const rowsAttack: Attack<RowsConfig> = {
  name: 'rows',
  title: 'Rows of W_1',
  origin: 'contributed',
  source: 'a worked example',
  uses: ['box'],
  defaults: rowsDefaults,
  presets: { few: { ...rowsDefaults, points: 2 } },
  settings: rowsSettings,
  columns: ['members'],
  evaluateEvery: 1,
  takesStart: false,
  resolve(network, knowledge, base) {
    checkBinaryNetwork(network);
    checkRowsConfig(base);
    return { ...base, box: knownValue(knowledge.box) ?? base.box };
  },
  fromStart(): never {
    throw new DomainError('rows: it looks at the rows of W_1 alone, so it has no start; use the attack kkt');
  },
  evaluation: () => ({ scale: 'sum' }),
  memory: (network) => 4 * network.layers[0]!.weight.shape[0]! * inputSize(network),
  begin: async (network, config, context) => new RowsRun(network, config, context),
  describe: ({ points }) => [{ name: 'points', value: points }],
};
