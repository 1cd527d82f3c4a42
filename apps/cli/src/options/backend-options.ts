import { backendNames } from '@noprior/backends';
import { type Command, Option } from 'commander';

/** Options that every computing command has. */
export interface BackendOptions {
  readonly backend: string;
  readonly dtype: 'float32' | 'float64';
}

/** Add `--backend` and `--dtype`. */
export function addBackendOptions(command: Command, dtype: BackendOptions['dtype']): Command {
  return command
    .addOption(new Option('--backend <name>', 'where to compute').choices([...backendNames]).default('auto'))
    .addOption(new Option('--dtype <dtype>', 'precision').choices(['float32', 'float64']).default(dtype));
}
