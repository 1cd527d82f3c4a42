import { crc32 } from '@noprior/array-files';
import { parameters, type ReluNetwork } from '@noprior/relu-models';
import {
  argument,
  DomainError,
  definedOnly,
  FormatError,
  type HostTensor,
  joinWordings,
  startAnew,
  wording,
} from '@noprior/tensor';
import type { AttackConfig } from '../attack.ts';

/** What must agree between the run that made a checkpoint and the one that goes on from it, in one line of JSON: the
 * attack, every setting, the backend's name, and a CRC-32 of the network's parameters with their names and shapes.
 *
 * @param startLabel  what the run starts from, where it was given a start
 * @example attackFingerprint('kkt', network, config, 'onnx:cpu')
 */
export function attackFingerprint<Config extends AttackConfig>(
  method: string,
  network: ReluNetwork,
  config: Config,
  backendName: string,
  startLabel?: string,
): string {
  const facts = {
    method,
    ...config,
    ...definedOnly({ startLabel }),
    backend: backendName,
    network: networkChecksum(network),
  };
  return JSON.stringify(facts, (_, value: unknown) => (isHostTensor(value) ? describeTensor(value) : value));
}

/** Check that a checkpoint's fingerprint is this run's.
 *
 * @param open  a setting that is not known yet, and may differ
 * @throws {DomainError} otherwise; the message names every setting that differs, with both values
 * @throws {FormatError} if the checkpoint's is not a fingerprint at all
 */
export function checkFingerprint(found: string, expected: string, open?: string): void {
  if (found === expected) return;
  const before = settingsOf(found);
  const now = settingsOf(expected);
  const differing = [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => name !== open && before.get(name) !== now.get(name))
    .map((name) => wording`${argument(name)} (${brief(before.get(name))} then, ${brief(now.get(name))} now)`);
  if (differing.length === 0) return;
  throw new DomainError(
    wording`attack: the checkpoint was made under another ${joinWordings(differing, ', ')}; resume with the same settings, or ${startAnew}`,
  );
}

/** Settings by dotted name, each as JSON. */
function settingsOf(fingerprint: string): Map<string, string> {
  const settings = new Map<string, string>();
  const visit = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) settings.set(name, JSON.stringify(value));
    else for (const [key, part] of Object.entries(value)) visit(name === '' ? key : `${name}.${key}`, part);
  };
  try {
    visit('', JSON.parse(fingerprint));
  } catch {
    throw new FormatError('attack: the checkpoint does not say what it was made with; its header is damaged');
  }
  return settings;
}

function brief(json: string | undefined): string {
  if (json === undefined) return 'none';
  return json.length <= 40 ? json : `${json.slice(0, 37)}...`;
}

function isHostTensor(value: unknown): value is HostTensor {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

/** Shape, dtype and checksum: arrays may be long. */
function describeTensor(tensor: HostTensor): string {
  return `[${tensor.shape.join(', ')}] ${tensor.dtype} ${toHex(tensorChecksum('', tensor, 0))}`;
}

function networkChecksum(network: ReluNetwork): string {
  let crc = 0;
  for (const [name, tensor] of Object.entries(parameters(network))) crc = tensorChecksum(name, tensor, crc);
  return toHex(crc);
}

function tensorChecksum(name: string, { shape, dtype, data }: HostTensor, before: number): number {
  const crc = crc32(new TextEncoder().encode(`${name} ${dtype} ${shape.join(' ')}`), before);
  return crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc);
}

function toHex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
