/** What a suite measures, in words. */
export interface SuiteText {
  readonly title: string;
  readonly text: string;
}

/** Suites in the order in which they are shown. */
export const suiteTexts: Readonly<Record<string, SuiteText>> = {
  step: {
    title: 'One attack iteration',
    text: 'Loss, gradients and optimizer update with the published hyper-parameters of the first MNIST run, on a random network. ONNX Runtime shows both forms of the loss and what `auto` chooses; the other backends run `auto`.',
  },
  train: {
    title: 'One training step',
    text: 'Full-batch gradient descent: forward, gradients, update.',
  },
  attack: {
    title: 'Attack to a loss',
    text: 'Iterations from one start until the loss is reached that the same descent has in float64 after a set number of iterations. The number of iterations stands in the notes: it may differ, and counts in the time.',
  },
  ops: {
    title: 'Single operations',
    text: 'Matrix products with neither, either or both factors transposed, elementwise passes and reductions over a million elements.',
  },
  scaling: {
    title: 'How the cost of an iteration grows',
    text: 'One size grows while the others stay. A slope of 1 is linear. The deviation from linear is by how much more, or less, than 8 times the time is at 8 times the size: between the largest size and one 8 times smaller where both were measured, and by the fitted slope. The quadratic part is the share of the term in n^2 at the largest n in a fit of a n + b n^2.',
  },
};

/** How everything was measured, in plain sentences. */
export const methodSentences: readonly string[] = [
  'All contestants of a case are measured in the same session, each in a process of its own, in turns: a round of repetitions each, several rounds. A machine that slows down does so for all of them.',
  'A time is the median over all repetitions after warm-up, with the 10th and 90th percentile. The first run, with everything from the graph to its end, is kept apart.',
  'The relative error is that of the outputs of the first run against the same program in float64: the largest over the outputs, in the 2-norm. So every speed stands beside its accuracy.',
  'Ratios compare with the same case in the same dtype: below 1 is faster than the peer. PyTorch runs its own idiom (autograd with create_graph), JAX its own (jit).',
  'GFLOPS count the matrix products only. The share holds them against the fastest 1000 x 784 x 1000 float32 product that any contestant reached in the same minutes; shares above 1 are noise of the machine, or larger matrices that run better.',
];

/** Title of a suite; its own name where none is known. */
export function suiteText(suite: string): SuiteText {
  return suiteTexts[suite] ?? { title: suite, text: '' };
}

/** Results in the order of the texts, unknown suites last; several of one suite by date. */
export function inSuiteOrder<T extends { readonly suite: string; readonly date: string }>(results: readonly T[]): T[] {
  const names = Object.keys(suiteTexts);
  const place = ({ suite }: T): number => (names.includes(suite) ? names.indexOf(suite) : names.length);
  return results.toSorted((a, b) => place(a) - place(b) || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
