import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { farCommand } from '../transform/far.ts';
import { splitCommand } from '../transform/split.ts';
import { uniteCommand } from '../transform/unite.ts';

/** `noprior transform`: other points that explain the same weights equally well, each with an account in numbers. */
export function transformCommand(terminal: Terminal): Command {
  const command = new Command('transform').description(
    'make other candidates with the same KKT loss: split a point, unite points, or go far',
  );
  for (const make of [splitCommand, uniteCommand, farCommand]) command.addCommand(make(terminal));
  return command;
}
