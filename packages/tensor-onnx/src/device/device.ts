import type { DeviceMemory } from './device-memory.ts';
import type { DeviceQueue } from './device-queue.ts';

/** What the tensors and executables of one backend share. */
export interface Device {
  /** Name of the backend, for messages. */
  readonly name: string;
  readonly queue: DeviceQueue;
  readonly memory: DeviceMemory;
}
