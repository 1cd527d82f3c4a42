import { escapeHtml } from '@noprior/report';
import type { AttackPowerCase } from '../attack-power-case.ts';
import { attackPowerCases } from '../attack-power-cases.ts';
import { attackPowerName } from '../attack-power-name.ts';
import { type AttackPowerEntry, type AttackPowerResult, jobsOfKind } from '../attack-power-result.ts';
import { leastCount } from '../time-to-equal.ts';
import { attackPowerCharts } from './attack-power-charts.ts';
import { ablationTable, attackTable, choiceTable, curveTable, exposureTable } from './attack-power-tables.ts';
import { ceilingTable } from './ceiling-table.ts';
import { comparisons, equalFindings, equalTable } from './equal-quality-tables.ts';
import { MachineLetters } from './machine-letters.ts';
import { moreExposureTable } from './more-exposure-table.ts';
import { ablationFindings, exposureFindings, leastDifference, moreExposureFindings } from './paired-findings.ts';
import type { PeerResult } from './peer-result.ts';
import { visibleTable } from './visible-table.ts';

/** Changes of the corner attack and of what is built on it, in order of time; results of before say so. */
const cornerChanges = [
  {
    since: '2026-11-29T11:06',
    attacks: ['corners', 'strong-cpu'],
    older: 'before light points, along row differences alone',
  },
  { since: '2026-11-29T14:24', attacks: ['corners', 'strong-cpu'], older: 'before refinementIterations' },
  {
    since: '2026-11-29T15:50',
    attacks: ['corners', 'strong-cpu'],
    older: 'with refined points alone beyond the accepted ones',
  },
  {
    since: '2026-11-29T17:22',
    attacks: ['strong-cpu'],
    older: 'with at most as many points of the corners as samples are expected',
  },
] as const;

/** What the lines of differences say. */
const pairedRule = `In brackets: images found with a change less those found without it, for each seed. A change is named if all seeds move to the same side, and by
${leastDifference} images or more in the median. Chance alone moves half of the changes to one side with two seeds and a quarter with three, so a small difference is a hint and no proof.`;

/** The page of results in Markdown; charts and pictures lie beside it. */
export function attackPowerDocument(result: AttackPowerResult, peer: PeerResult | undefined): string {
  const { jobs } = result;
  const compared = comparisons(jobs);
  return [
    '# Attack power',
    '',
    '<!-- Written by tools/write-attack-power.mjs from attack-power.json in this folder. -->',
    '',
    paragraph(`Networks 784-1000-1000-1 and 3072-1000-1000-1, first layer N(0, 1e-4^2), trained to loss 1e-6 on MNIST odd/even and CIFAR-10
vehicles/animals, unless a line says otherwise. "Found": training images whose best cosine is above that of every one of as many
held-out images of the same classes; that bar is noisy, so the number above cosine 0.9, the medians and the AUC stand beside it.
Seconds are those of the attack alone; a letter behind them is that of the machine (setup, below), and seconds of different ones are not
to be compared. Networks and images of these seeds were not used for tuning. \`kkt\` is the preset \`adam-box\`,
\`evidence\` the defaults of \`runEvidenceAttack\`; its two stages add a belief that pixels are near 0 or 1 (\`contrast\` 3). \`corners\` is
\`boxVertexAttack\`, \`strong-cpu\` is \`cascadeAttack\`: corners, then the evidence from them and from random draws. All know the mean
image and the pixel range. "From the truth" starts from the true images with their best multipliers: a ceiling from the defender's side
and no attack. A regression is one of the labels -1 and +1 with a decay of the weights. Evidence: \`firstLayerEvidence\` of what was found, lower is better.`),
    '',
    '## Attacks between their controls and their ceilings',
    '',
    ...attackTable(jobs),
    '',
    '### How near the ceilings',
    '',
    paragraph(`A ceiling is the same kind of search, started from the truth, so an attack of another kind may pass it. The search by evidence stays at a truth that
it does not prefer: where images leave no trace above the noise nothing moves them, and what it keeps there no attack can be expected to find.`),
    '',
    ...ceilingTable(jobs),
    '',
    '### What the first layer shows, and what is found of it',
    '',
    paragraph(`The initial noise of the first layer hides the weak directions of the span of the images. Bands: the largest cosine that any point of the visible
span (\`estimateSpan\`) has with the image, by \`spanShare\`. In each band: images found of images, all seeds together. The range of the pixels
tells more than the span does, so an image that hardly shows may be found all the same.`),
    '',
    ...visibleTable(jobs),
    '',
    '## Quality against seconds',
    '',
    paragraph(`The published settings are the preset \`haim2022-mnist\`: momentum SGD, box [-1, 1], 50,000 iterations unless the time is up first;
500 candidates for each class, or two for every image. They run on the same backend as the attacks, in float32. \`evidence\` and
\`adam-box\` end by themselves, and so does \`corners\`, whose iterations are rounds.`),
    '',
    ...attackPowerCharts(jobs).map(({ name, title }) => `![${title}](${name})`),
    '',
    ...curveTable(jobs),
    '',
    '### Time to equal quality',
    '',
    paragraph(`When an attack was first as good as the published settings at their best, and when these first were. Their best counts even if it
passed again. If they never had ${leastCount} images above the held-out maximum, which chance alone does in less than 1 % of single looks, they got nowhere,
and a ratio means little.`),
    '',
    ...equalFindings(compared),
    '',
    ...equalTable(compared, peer),
    '',
    peerText(peer),
    '',
    '## Which networks are the exposed ones',
    '',
    paragraph(`MNIST, 10 per class. Each line trains a network that differs from the usual one in one respect. The two searches from the truth say
what the objectives keep; the two attacks say what is found. The attacker knows the standard deviation of the initial first layer. "Constant
step" is plain gradient descent with step size 0.1; the others divide the step by the loss.`),
    '',
    paragraph(`${pairedRule} Without it: the usual network of the same seed.`),
    '',
    ...exposureFindings(jobs),
    '',
    ...exposureTable(jobs),
    '',
    '### More images',
    '',
    paragraph(`MNIST, 50 per class, attacked by corners alone. Of 20 images the usual network shows all and the attacks find nearly all, so that no change can expose more; of
100 it does not.`),
    '',
    ...moreExposureFindings(jobs),
    '',
    ...moreExposureTable(jobs),
    '',
    '## Choosing without the truth',
    '',
    paragraph(`Candidates of several runs of the evidence attack from different seeds, merged and ranked by \`rankCandidates\`. Share of the best ranked
that are true (cosine of at least 0.9 with a training image); in brackets the share of the training images among them. No held-out image is
asked here: the last column but one says what the ranking has to choose from.`),
    '',
    ...choiceTable(jobs),
    '',
    '## Ablations',
    '',
    paragraph(`One change at a time. Settings of starts and candidateUpdates were tried on a tuning network first. The time that a start needs
counts. ${pairedRule}`),
    '',
    '### KKT',
    '',
    ...ablationFindings(jobs, 'kkt'),
    '',
    ...ablationTable(jobs, 'kkt'),
    '',
    '### Evidence',
    '',
    ...ablationFindings(jobs, 'evidence'),
    '',
    ...ablationTable(jobs, 'evidence'),
    '',
    '## Pictures',
    '',
    paragraph(`In threes: what the attack found, the training image, and the held-out image that is nearest to what was found. Candidates are
scaled to the norm of their training image. Seed 1.`),
    '',
    ...pictureLines(result),
    '## Setup',
    '',
    ...setup(result),
    '',
  ].join('\n');
}

function pictureLines({ jobs }: AttackPowerResult): string[] {
  const pictures = jobsOfKind(jobs, 'attack').flatMap((entry) => entry.pictures);
  if (pictures.length === 0) return ['None drawn.', ''];
  return pictures.flatMap(({ name, title }) => [
    `${title}:`,
    '',
    `<img src="${name}" alt="${escapeHtml(title)}" width="600">`,
    '',
  ]);
}

function peerText(peer: PeerResult | undefined): string {
  if (peer === undefined) return 'The published code was not timed.';
  const { software, commit, torch, threads, machine, date, load, measurements } = peer;
  const times = measurements
    .map(
      ({ candidates, msPerIteration, iterations }) =>
        `${candidates} candidates ${msPerIteration.toFixed(1)} ms (${iterations})`,
    )
    .join(', ');
  return paragraph(`The published code is ${software} at ${commit.slice(0, 10)}, run as it is: PyTorch ${torch}, float64, ${threads} threads, no part of this repository. It
was not run to the end. Its column is the median time of its iteration (iterations timed in brackets: ${times}) times the iterations after which the same settings
were at their best here, for curves of the same machine; its random numbers differ. Measured on ${date.slice(0, 10)}, ${machine.processor.trim()}, ${machine.cores} cores, load ${load.join(' to ')}${load[0] > 1 ? ': others were computing as well, so that its seconds say little' : ''}.`);
}

function setup({ scale, versions, jobs }: AttackPowerResult): string[] {
  const loads = jobs.map(({ load }) => load[0]).sort((a, b) => a - b);
  const minutes = jobs.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  const all = attackPowerCases[scale].map(attackPowerName);
  const missing = all.filter((name) => !jobs.some(({ job }) => job === name));
  const cut = jobs.filter(({ cutAt }) => cutAt !== undefined).map(({ job, cutAt }) => `${job} (${cutAt} s)`);
  return [
    `- ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(
        ', ',
      )}; ${[...new Set(jobs.map(({ backend }) => backend))].join(', ')}; ${jobs.length} jobs in ${minutes.toFixed(0)} minutes`,
    ...new MachineLetters(jobs).legend(jobs),
    `- load when a job began: ${loads[0] ?? 0} to ${loads.at(-1) ?? 0}; above 1 others were computing as well, and seconds are upper bounds`,
    ...(cut.length === 0 ? [] : [`- cut short by \`--max-seconds\`: ${cut.join('; ')}`]),
    ...olderCorners(jobs),
    ...(missing.length === 0 ? [] : [`- not measured yet: ${missing.length} of ${all.length} jobs`]),
    '- `npm run bench -- attack-power --data-dir DIR --out docs/results/attack-power/attack-power.json` measures what is missing and writes this page;',
    '  `node tools/write-attack-power.mjs` writes it again from the JSON',
  ];
}

/** The jobs that ran corners as they were before a change, by the first change that they lack. */
function olderCorners(jobs: readonly AttackPowerEntry[]): string[] {
  const lacked = ({ date, case: one }: AttackPowerEntry): string | undefined =>
    cornerChanges.find(({ since, attacks }) => date < since && attacks.some((attack) => attack === attackOf(one)))
      ?.older;
  return cornerChanges.flatMap(({ older }) => {
    const names = jobs.filter((job) => lacked(job) === older).map(({ job }) => job);
    return names.length === 0 ? [] : [`- corners and strong-cpu ${older} (decision 012): ${names.join('; ')}`];
  });
}

function attackOf(one: AttackPowerCase): string | undefined {
  if (one.kind === 'curve') return one.method;
  return one.kind === 'attack' ? one.attack : undefined;
}

function paragraph(text: string): string {
  return text.replace(/\s*\n\s*/g, '\n');
}
