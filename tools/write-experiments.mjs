// Writes docs/results/experiments from a folder of `noprior reproduce`: results.json of every experiment, the run's record, and a README in
// which every figure is one of theirs.
//
//     noprior reproduce all --scale cpu --workers 2 --data-dir DIR --out RUN && node tools/write-experiments.mjs RUN
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [run] = process.argv.slice(2);
const folder = 'docs/results/experiments';
if (run === undefined || !existsSync(join(run, 'run.json'))) {
  console.error('usage: node tools/write-experiments.mjs RUN, a folder that noprior reproduce wrote');
  process.exit(1);
}
const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
// As the last command named them.
const names = record.arguments.experiments.filter((name) => existsSync(join(run, name, 'results.json')));
const experiments = names.map((name) => JSON.parse(readFileSync(join(run, name, 'results.json'), 'utf8')));

function digits(value) {
  const size = Math.abs(value);
  return value !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

function cell(value) {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'string') return value.replaceAll('|', '\\|');
  if (typeof value === 'number') return digits(value);
  const { value: mean, interval } = value;
  return interval === null ? digits(mean) : `${digits(mean)} (${digits(interval.low)} to ${digits(interval.high)})`;
}

const minutes = (seconds) => `${(seconds / 60).toFixed(1)} min`;
const row = (cells) => `| ${cells.join(' | ')} |`;

function section({ name, title, about, scale, setting, seconds, summary }) {
  const { statements, table } = summary;
  return [
    `## ${title} (\`${name}\`)`,
    '',
    about,
    '',
    `Scale ${scale}, seeds ${setting.seeds.join(', ')}; means with 95 % intervals. Its steps took ${minutes(seconds)} together, those that it shares with other experiments included.`,
    '',
    ...statements.map(({ claim, measured, verdict }) => `- **${verdict}**: ${claim}\n  ${measured}`),
    '',
    row(table.columns),
    row(table.columns.map(() => '---')),
    ...table.rows.map((cells) => row(cells.map(cell))),
    '',
  ].join('\n');
}

function controls() {
  const held = experiments.flatMap(({ title, summary }) => {
    const control = summary.statements.find(({ claim }) => claim.startsWith('Control:'));
    return control === undefined ? [] : [{ title, verdict: control.verdict }];
  });
  const missed = held.filter(({ verdict }) => verdict !== 'agrees').map(({ title }) => title);
  return missed.length === 0
    ? 'Wherever there is a control, the attack succeeds in it, so that its failures elsewhere mean something.'
    : `The control, in which an attack has to succeed, is not reached in: ${missed.join('; ')}. Failures there show nothing.`;
}

mkdirSync(folder, { recursive: true });
for (const one of experiments) writeFileSync(join(folder, `${one.name}.json`), `${JSON.stringify(one)}\n`);
// Folders of the machine are no part of the record.
const shown = { ...record, arguments: { ...record.arguments, dataDir: 'DIR', out: 'RUN' } };
writeFileSync(join(folder, 'run.json'), `${JSON.stringify(shown, null, 2)}\n`);
const { backend, machine, node, commit } = record;
const text = `# The experiments of "No Prior, No Leakage"

${controls()}

Each statement is a claim of the paper or of its readers, beside what was measured and by which rule that agrees; negative and disagreeing findings
stay in. Written by \`node tools/write-experiments.mjs RUN\` from what

    noprior reproduce ${names.join(' ')} --scale ${record.arguments.scale} --workers ${record.arguments.workers} --data-dir DIR --out RUN
    noprior report RUN

computed (the second makes a page with pictures and charts). Every JSON file beside this one holds all numbers of all points and seeds, with the
seconds of every step, which are upper bounds where something else ran beside it. ${backend.name}, ${machine.processor}, ${machine.cores} cores, Node ${node}${commit ? `, commit ${commit.slice(0, 7)}` : ''}.

${experiments.map(section).join('\n')}`;
writeFileSync(join(folder, 'README.md'), text);
console.log(`${folder}: ${names.length} experiments`);
