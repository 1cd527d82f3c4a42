import { formatNumber } from '@noprior/report';
import type { Machine, SuiteResult } from '../benchmark/results.ts';
import { peerNames } from './contestants.ts';

/** Machine, date and the machine's best matrix product of one suite, as label and value. */
export function setupFacts({ machine, date, command, matmul }: SuiteResult): [label: string, value: string][] {
  return [
    ['machine', machineText(machine)],
    ['measured', date.slice(0, 10)],
    ['command', command],
    ['best matrix product', matmulText(matmul)],
  ];
}

/** A machine in words. */
export function machineText({ processor, cores, memoryGb, os, node }: Machine): string {
  return `${processor.trim()}, ${cores} cores, ${memoryGb} GB, ${os}, Node ${node}`;
}

/** Versions and devices that any of the results names; where suites differ, all of them. */
export function versionFacts(results: readonly SuiteResult[]): [label: string, value: string][] {
  const devices = collect(results.map((result) => result.devices));
  return [
    ...collect(results.map(({ versions }) => versions)),
    ...devices.map(([name, device]): [string, string] => [`device of ${peerNames[name] ?? name}`, device]),
  ];
}

/** What could not take part, or not in a case, and why; suites with the same reason in one line. */
export function absences(results: readonly SuiteResult[]): [name: string, where: string, reason: string][] {
  const lines = new Map<string, { name: string; where: string[]; reason: string }>();
  const add = (backend: string, where: string, reason: string): void => {
    const name = peerNames[backend] ?? backend;
    const key = JSON.stringify([name, reason]);
    const line = lines.get(key) ?? { name, where: [], reason };
    if (!line.where.includes(where)) line.where.push(where);
    lines.set(key, line);
  };
  for (const { suite, devices, absent, notMeasured } of results) {
    if (!namesGpu(devices)) add('any GPU', suite, 'no contestant names a hardware GPU as its device');
    for (const { backend, reason } of absent) add(backend, suite, reason);
    for (const { backend, case: name, reason } of notMeasured) add(backend, `${suite}, ${name}`, reason);
  }
  return [...lines.values()].map(({ name, where, reason }) => [name, where.join('; '), reason]);
}

function namesGpu(devices: Readonly<Record<string, string>>): boolean {
  return Object.entries(devices).some(([name, device]) =>
    name in peerNames
      ? /cuda|rocm|\bgpu\b/i.test(device)
      : /webgpu/.test(name) &&
        /nvidia|amd|radeon|intel|apple|qualcomm|adreno|\bmali\b/i.test(device) &&
        !/swiftshader|llvmpipe/i.test(device),
  );
}

function matmulText({ best, byBackend }: SuiteResult['matmul']): string {
  if (best === null) return 'not measured';
  const rates = Object.entries(byBackend).toSorted(([, a], [, b]) => b - a);
  return `1000 x 784 x 1000, GFLOPS: ${rates.map(([name, rate]) => `${peerNames[name] ?? name} ${formatNumber(rate)}`).join(', ')}`;
}

function collect(records: readonly Readonly<Record<string, string>>[]): [label: string, value: string][] {
  const values = new Map<string, Set<string>>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, [...all].join('; ')]);
}
