// Writes docs/results/attack-power/README.md from attack-power.json beside it, which
// `npm run bench -- attack-power --data-dir DIR --out docs/results/attack-power/attack-power.json` writes.
import { readFileSync, writeFileSync } from 'node:fs';

const folder = 'docs/results/attack-power';
const { rows, date, machine } = JSON.parse(readFileSync(`${folder}/attack-power.json`, 'utf8'));

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const groups = new Map();
for (const row of rows) {
  const name = row.case.replace(/, seed \d+$/, '');
  groups.set(name, [...(groups.get(name) ?? []), row]);
}
const figure = (group, name) => group.map(({ figures }) => figures[name]);
const lines = [...groups].map(([name, group]) => {
  const two = (key) => median(figure(group, key)).toFixed(2);
  const each = (key) => figure(group, key).join(', ');
  return [
    name,
    figure(group, 'seed').join(', '),
    group[0].figures.candidates,
    median(group.map(({ medianMs }) => medianMs / 1000)).toFixed(0),
    `**${median(figure(group, 'aboveHeldOutMax'))}** of ${group[0].figures.images}`,
    each('aboveHeldOutMax'),
    median(figure(group, 'above09')),
    two('medianCosine'),
    two('heldOutMedian'),
    two('heldOutMax'),
    two('rowsMedian'),
    two('auc'),
    (median(figure(group, 'evidence')) / 1e6).toFixed(3),
  ];
});
const head = [
  'data, attack',
  'seeds',
  'candidates',
  'seconds',
  'found (median)',
  'found (each)',
  'cosine above 0.9',
  'median cosine',
  'held-out median',
  'held-out max',
  'rows of W_1',
  'AUC',
  'evidence / 1e6',
];
const text = `# Attack power

<!-- Written by tools/write-attack-power.mjs from attack-power.json in this folder. -->

Networks 784-1000-1000-1 and 3072-1000-1000-1, first layer N(0, 1e-4^2), trained to loss 1e-6 on MNIST odd/even and CIFAR-10
vehicles/animals. "Found": training images whose best cosine is above that of every one of as many held-out images of the
same classes; that bar is noisy, so the number above cosine 0.9, the medians and the AUC stand beside it. Seconds are those of the
attack alone. Networks and images of these seeds were not used for tuning. \`kkt\` is the preset \`adam-box\`; \`evidence\` the defaults of
\`runEvidenceAttack\`; its two stages add a belief that pixels are near 0 or 1 (\`contrast\` 3). Both know the mean image and the pixel range.
"From the truth" starts from the true images with their best multipliers: a ceiling from the defender's side and no attack.
Evidence: \`firstLayerEvidence\` of what was found, lower is better.

| ${head.join(' | ')} |
| ${head.map(() => '---').join(' | ')} |
${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

Measured on ${date.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, Node ${machine.node}; seeds 1 and 2 ran beside other work (\`evidence\` of seed 2
on 20 images was repeated), so most of their seconds are upper bounds. The file joins several runs, one filter each. Command: \`npm run bench -- attack-power --data-dir DIR --out docs/results/attack-power/attack-power.json\`, then
\`node tools/write-attack-power.mjs\`; \`--filter '"seed":1}'\` runs one seed.
`;
writeFileSync(`${folder}/README.md`, text);
