/** Names of WebGPU that the kernels of tfjs look up in the global object. */
export const gpuGlobalNames = [
  'GPUBuffer',
  'GPUBufferUsage',
  'GPUExternalTexture',
  'GPUMapMode',
  'GPUTexture',
  'GPUTextureUsage',
] as const;

/** Whether all of them are there, as in a browser. */
export function hasGpuGlobals(): boolean {
  return gpuGlobalNames.every((name) => name in globalThis);
}

/** Define those that are missing, not enumerable. They stay: tfjs looks them up whenever it works. */
export function defineGpuGlobals(source: object): void {
  const values = new Map(Object.entries(Object.getOwnPropertyDescriptors(source)));
  for (const name of gpuGlobalNames) {
    const descriptor = values.get(name);
    if (name in globalThis || descriptor === undefined) continue;
    Object.defineProperty(globalThis, name, { ...descriptor, configurable: true, enumerable: false });
  }
}

/** Do something while `navigator.gpu` exists: the constructor of tfjs's backend asks for it, and for nothing behind it. */
export function withNavigatorGpu<T>(gpu: object, body: () => T): T {
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof navigator !== 'object' || navigator === null) {
    return withProperty(globalThis, 'navigator', { gpu }, body);
  }
  return 'gpu' in navigator && navigator.gpu ? body() : withProperty(navigator, 'gpu', gpu, body);
}

function withProperty<T>(target: object, name: string, value: unknown, body: () => T): T {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, enumerable: false });
  try {
    return body();
  } finally {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  }
}
