/** The part of WebGPU that this package touches itself, as plain interfaces; the objects of a browser and of the npm package
 * webgpu both fit.
 *
 * @see https://www.w3.org/TR/webgpu/
 */
export interface Gpu {
  requestAdapter(options?: { powerPreference?: 'low-power' | 'high-performance' }): Promise<GpuAdapter | null>;
}

/** GPUAdapter. */
export interface GpuAdapter {
  readonly features: { has(feature: string): boolean };
  readonly limits: GpuLimits;
  readonly info: GpuAdapterInfo;
  requestDevice(options: {
    requiredFeatures: 'timestamp-query'[];
    requiredLimits: Record<string, number>;
  }): Promise<GpuDevice>;
}

/** GPUAdapterInfo. */
export interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/** GPUSupportedLimits, those that tfjs raises. */
export interface GpuLimits {
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
}

/** GPUDevice. */
export interface GpuDevice {
  readonly limits: GpuLimits;
  readonly queue: { onSubmittedWorkDone(): Promise<unknown> };
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
  pushErrorScope(filter: 'validation' | 'out-of-memory' | 'internal'): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  destroy(): void;
}

/** GPUUncapturedErrorEvent. */
export interface GpuErrorEvent {
  readonly error: { readonly message: string };
  preventDefault?(): void;
}
