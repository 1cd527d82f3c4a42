// Writes docs/results/README.md from the JSON files beside it, which `npm run bench -- <suite> --out docs/results/<suite>.json`
// writes: every figure in the table is one of theirs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const folder = 'docs/results';
const suites = {
  reconstruct: {
    title: 'Reconstruction',
    text: 'Train, attack with the preset `adam-box`, score: 20 images, 80 candidates, 2,500 iterations. Time is that of the attack alone. A training image counts as found only if its best cosine is above the best match of any of 20 held-out images. The cosines are medians of the best matches.',
    command: 'npm run bench -- reconstruct --data-dir DIR --out docs/results/reconstruct.json',
    columns: {
      case: (row) => row.case,
      'attack, s': (row) => (row.medianMs / 1000).toFixed(1),
      'peak MB': (row) => row.peakRssMb.toFixed(0),
      scores: (row) => row.note,
    },
  },
  step: {
    title: 'One attack iteration',
    supersededBy: 'bench/step.json',
    text: 'Loss, gradients and optimizer update as one session run, in float32. Beside it, measured in turn in the same process, the rate of a 1000 x 784 x 1000 matrix product on the same backend; the share is the rate of the matrix products inside the iteration against it. Each case ran in a process of its own.',
    command: 'npm run bench -- step --out docs/results/step.json',
    columns: {
      case: (row) => row.case,
      'median ms': (row) => row.medianMs.toFixed(1),
      'p10 to p90': (row) => `${row.p10.toFixed(1)} to ${row.p90.toFixed(1)}`,
      GFLOPS: (row) => row.gflops.toFixed(0),
      'lone product': (row) => row.matmulGflops.toFixed(0),
      share: (row) => row.shareOfMatmul.toFixed(2),
      'peak MB': (row) => row.peakRssMb.toFixed(0),
    },
  },
  trainings: {
    title: 'Training',
    earlierName: 'train',
    text: 'Full-batch gradient descent with the loss-normalised step from the initialisation to the target, once each.',
    command: 'npm run bench -- trainings --out docs/results/trainings.json',
    columns: {
      case: (row) => row.case,
      seconds: (row) => (row.medianMs / 1000).toFixed(1),
      'peak MB': (row) => row.peakRssMb.toFixed(0),
      course: (row) => row.note,
    },
  },
};

const parts = [
  '# Results',
  '',
  '<!-- Written by tools/write-results.mjs from the JSON files in this folder. -->',
  '',
  'Machines differ, and shared ones are noisy: read shares and counts before milliseconds.',
];
if (existsSync('docs/benchmarks.md')) {
  parts.push('', 'Every backend and the peers side by side: [benchmarks.md](../benchmarks.md).');
}
if (existsSync(`${folder}/theory/README.md`)) {
  parts.push('', 'KKT points, bounds, far sets and training length: [theory](theory/README.md).');
}
for (const [name, { title, text, command, columns, earlierName, supersededBy }] of Object.entries(suites)) {
  if (supersededBy !== undefined && existsSync(`${folder}/${supersededBy}`)) continue;
  const path = [name, earlierName].map((file) => `${folder}/${file}.json`).find(existsSync);
  if (path === undefined) continue;
  const { date, machine, rows } = JSON.parse(readFileSync(path, 'utf8'));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  parts.push('', `## ${title}`, '', text, '', line(Object.keys(columns)), line(Object.keys(columns).map(() => '---')));
  for (const row of rows) parts.push(line(Object.values(columns).map((cell) => cell(row))));
  parts.push(
    '',
    `\`${path.endsWith(`/${name}.json`) ? command : command.replaceAll(name, earlierName)}\`; ${rows[0].backend} on ${machine.processor.trim()}, ${machine.cores} cores, Node ${machine.node}, ${date.slice(0, 10)}.`,
  );
}
writeFileSync(`${folder}/README.md`, `${parts.join('\n')}\n`);
