import type { BenchRow, SuiteResult } from '../src/benchmark/results.ts';

/** A row with INVENTED numbers, for the layout of tables and pages only. */
export function inventedRow(row: Partial<BenchRow> & Pick<BenchRow, 'backend' | 'case' | 'medianMs'>): BenchRow {
  return {
    dtype: 'float32',
    form: null,
    p10: row.medianMs * 0.9,
    p90: row.medianMs * 1.25,
    gflops: 2000 / row.medianMs,
    shareOfMatmul: 0.5,
    peakRssMb: 187.6,
    relativeError: 1.234e-6,
    firstRunMs: row.medianMs * 3 + 40,
    threads: 2,
    repetitions: 25,
    ratio: null,
    note: '',
    ...row,
  };
}

const setup = {
  date: '2001-02-03T04:05:06.000Z',
  machine: { processor: 'Invented processor', cores: 2, memoryGb: 8, os: 'Linux 0', node: 'v20.0.0' },
  versions: { 'onnxruntime-node': '0.0.1', torch: '0.0.2' },
  devices: { 'tfjs:webgpu': 'an invented adapter', torch: 'cpu, an invented BLAS' },
  matmul: { best: { backend: 'torch', gflops: 250 }, byBackend: { 'onnx:cpu': 170, torch: 250 } },
  absent: [{ backend: 'tfjs:node', reason: 'its package <tfjs-node> is not installed' }],
  notMeasured: [],
};

const cases = ['n=40 784-1000-1', 'n=1000 784-1000-1000-1'];

/** Results of two suites with INVENTED numbers: every contestant, and one that gave up in the second case. */
export function inventedResults(): SuiteResult[] {
  const step = cases.flatMap((name, index) => {
    const size = 1 + 40 * index;
    const row = (backend: string, medianMs: number, more: Partial<BenchRow> = {}): BenchRow =>
      inventedRow({ backend, case: name, medianMs: medianMs * size, ratio: medianMs / 6, ...more });
    return [
      row('onnx:cpu', 2.27, { form: 'auto', note: 'auto chooses gram' }),
      row('onnx:cpu', 4.14, { form: 'direct' }),
      row('onnx:cpu', 2.3, { form: 'gram' }),
      row('onnx:cpu', 5.5, { form: 'auto', dtype: 'float64', relativeError: 1e-16, shareOfMatmul: null }),
      row('onnx:webgpu', 91, { form: 'auto' }),
      row('tfjs:wasm', 33, { form: 'auto' }),
      row('tfjs:webgpu', 120, { form: 'auto' }),
      ...(index === 0 ? [row('tfjs:cpu', 700, { form: 'auto' })] : []),
      row('reference', 400, { form: 'auto', relativeError: 0 }),
      row('chromium/onnx:wasm', 12, { form: 'auto' }),
      row('chromium/tfjs:webgpu', 140, { form: 'auto', relativeError: null }),
      row('torch', 20, { ratio: null }),
      row('torch', 44, { dtype: 'float64', ratio: null }),
      row('jax', 6, { ratio: null }),
    ];
  });
  const scaling = (['direct', 'gram'] as const).flatMap((form) =>
    [250, 500, 1000, 2000].map((n) =>
      inventedRow({
        backend: 'onnx:cpu',
        case: `n=${n} 784-1000-1 ${form}`,
        form,
        medianMs: form === 'direct' ? 0.05 * n : 0.02 * n + 6e-5 * n * n,
        axis: 'n',
        size: n,
      }),
    ),
  );
  const depth = [1, 2, 3, 4].map((hidden) =>
    inventedRow({
      backend: 'onnx:cpu',
      case: `depth ${hidden}`,
      form: 'direct',
      medianMs: 9 * hidden,
      axis: 'depth',
      size: hidden,
    }),
  );
  return [
    { suite: 'scaling', command: 'bench scaling', ...setup, rows: [...scaling, ...depth] },
    {
      suite: 'step',
      command: 'bench step',
      ...setup,
      rows: step,
      notMeasured: [{ backend: 'tfjs:cpu', case: cases[1]!, reason: 'one run took more than 60 s' }],
    },
  ];
}
