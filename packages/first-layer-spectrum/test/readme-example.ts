import { estimateSpan, spanShare } from '@noprior/first-layer-spectrum';
import { fillHostTensor, makeRandom } from '@noprior/tensor';

// A first layer of 80 units: signal of three samples x_i in 30 dimensions, and initial weights of size 0.01.
const random = makeRandom(1);
const [units, d, samples] = [80, 30, 3];
const x = random.fork('samples').normalTensor([samples, d], 1);
const signal = random.fork('signal').normalTensor([units, samples], 1);
const weight = random.fork('initial weights').normalTensor([units, d], 0.01);
for (let j = 0; j < units; j++) {
  for (let i = 0; i < samples; i++) {
    for (let k = 0; k < d; k++) weight.data[j * d + k]! += signal.data[j * samples + i]! * x.data[i * d + k]!;
  }
}
const network = { layers: [{ weight }, { weight: fillHostTensor(1, [1, units]) }] };

const span = estimateSpan(network);
const members = spanShare(span, x);
const others = spanShare(span, random.fork('others').normalTensor([50, d], 1));

export const result = [span.rank, span.noise, Math.min(...members), Math.max(...others)];
// => [3, 0.0100, 1.000, 0.30]: three samples; they lie in the estimated span, and no other point does
