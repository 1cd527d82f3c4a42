import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { openBackend, toBackendName } from '@noprior/backends';
import { definedOnly, hasErrorCode } from '@noprior/tensor';
import { prepare } from '../programs/prepare.ts';
import type { JobFile, Reply, Request } from './messages.ts';
import { packageVersions } from './package-versions.ts';
import { peakRssMbOf } from './process-memory.ts';

/** Packages whose versions a backend's figures depend on. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  'onnx:cpu': ['onnxruntime-node'],
  'onnx:webgpu': ['onnxruntime-node'],
  'onnx:wasm': ['onnxruntime-web'],
  'tfjs:cpu': ['@tensorflow/tfjs-core'],
  'tfjs:wasm': ['@tensorflow/tfjs-backend-wasm'],
  'tfjs:webgpu': ['@tensorflow/tfjs-backend-webgpu', 'webgpu'],
};

/** Backends whose threads are those of the job; the others use all cores, or one. */
const takesThreads = ['onnx:cpu', 'openvino:cpu', 'openvino:cpu-bfloat16'];

const say = (reply: Reply): void => {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
};

/** Measure one job on one backend, as asked on standard input. */
async function serve(path: string): Promise<void> {
  const job: JobFile = JSON.parse(readFileSync(path, 'utf8'));
  const { NOPRIOR_TFJS_NODE: tfjsNode, NOPRIOR_OPENVINO: openvino } = process.env;
  const backend = await openBackend(toBackendName(job.backend), {
    dtype: job.dtype,
    ...(takesThreads.includes(job.backend) ? { threads: job.threads } : {}),
    ...definedOnly({ tfjsNode, openvino }),
  });
  const program = await prepare(backend, job, (await loadArrays(job.inputs)).arrays);
  await saveNpz(job.outputs, program.outputs);
  const threads = ['reference', 'tfjs:cpu'].includes(job.backend) ? 1 : job.threads;
  const { firstRunMs, note } = program;
  say({
    ready: true,
    firstRunMs,
    device: backend.device,
    versions: packageVersions(packagesOf[job.backend] ?? []),
    threads,
    note,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line);
    if ('finish' in request) break;
    say(await program.repeat(request.run));
  }
  // Not getrusage: it starts at the size of the parent.
  say({ peakRssMb: await peakRssMbOf(process.pid) });
  await backend.dispose();
}

try {
  await serve(process.argv[2]!);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  say(hasErrorCode(error, 'BACKEND_UNAVAILABLE') ? { absent: message } : { error: message });
}
process.exit(0);
