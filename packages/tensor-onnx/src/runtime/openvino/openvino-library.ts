import type { CFunction, Koffi, TypeSpec } from './koffi.ts';

/** Address of an object of the library. */
export type Address = bigint;

/** The functions of OpenVINO's C interface that are used, by what they do. Each throws with the library's words if it fails.
 *
 * @see https://docs.openvino.ai/2026/api/c_cpp_api/group__ov__c__api.html
 */
export interface OpenvinoLibrary {
  /** As in `2026.4.1`. */
  readonly version: string;
  createCore(): Address;
  /** Read a model from the bytes of an ONNX file, and compile it for the CPU. */
  compile(core: Address, model: Uint8Array, properties: Readonly<Record<string, string>>): Address;
  createRequest(compiled: Address): Address;
  /** Have a request read from, or write to, an array. The library keeps its address until the next call. */
  setTensor(request: Address, name: string, data: Float32Array, shape: readonly number[]): void;
  /** A copy of the first elements of a tensor that is the request's own. */
  readTensor(request: Address, name: string, size: number): Float32Array;
  infer(request: Address): void;
  freeRequest(request: Address): void;
  freeCompiled(compiled: Address): void;
  freeCore(core: Address): void;
}

/** ov_element_type_e */
const elementFloat32 = 4;

/** Find the functions in the library.
 *
 * @param path  of `libopenvino_c`
 * @throws what koffi throws if the library does not load or lacks a function
 */
export function bindOpenvino(koffi: Koffi, path: string): OpenvinoLibrary {
  const library = koffi.load(path);
  const pointer = koffi.pointer('void');
  const made = koffi.out(koffi.pointer(pointer));
  const shapeType = koffi.struct({ rank: 'int64_t', dims: koffi.pointer('int64_t') });
  const property = koffi.struct({ key: 'str', value: 'str' });
  const versionType = koffi.struct({ buildNumber: 'str', description: 'str' });
  const lastError = library.func('ov_get_last_err_msg', 'str', []);
  const call = (name: string, ...parameters: readonly TypeSpec[]): CFunction => {
    const call = library.func(name, 'int', parameters);
    return (...values) => {
      const status = call(...values);
      if (status !== 0) throw new Error(`${name}: ${lastError() || `status ${status}`}`);
    };
  };
  const free = (name: string): CFunction => library.func(name, 'void', [pointer]);
  const make = (name: string, ...parameters: readonly TypeSpec[]): ((...values: readonly unknown[]) => Address) => {
    const create = call(name, ...parameters, made);
    return (...values) => {
      const slot: [Address | null] = [null];
      create(...values, slot);
      return slot[0]!;
    };
  };
  const getVersion = call('ov_get_openvino_version', koffi.out(koffi.pointer(versionType)));
  const createCore = make('ov_core_create');
  const read = make('ov_core_read_model_from_memory_buffer', pointer, koffi.pointer('uint8_t'), 'size_t', pointer);
  const compile = make('ov_core_compile_model_props', pointer, pointer, 'str', 'size_t', koffi.pointer(property));
  const createRequest = make('ov_compiled_model_create_infer_request', pointer);
  const createTensor = make('ov_tensor_create_from_host_ptr', 'int', shapeType, pointer);
  const setTensor = call('ov_infer_request_set_tensor', pointer, 'str', pointer);
  const getTensor = make('ov_infer_request_get_tensor', pointer, 'str');
  const getData = make('ov_tensor_data', pointer);
  const infer = call('ov_infer_request_infer', pointer);
  const freeModel = free('ov_model_free');
  const freeTensor = free('ov_tensor_free');
  return {
    version: versionOf(getVersion),
    createCore: () => createCore(),
    compile(core, bytes, properties) {
      const model = read(core, bytes, bytes.length, null);
      try {
        const list = Object.entries(properties).map(([key, value]) => ({ key, value }));
        return compile(core, model, 'CPU', list.length, list);
      } finally {
        freeModel(model);
      }
    },
    createRequest: (compiled) => createRequest(compiled),
    setTensor(request, name, data, shape) {
      const dims = BigInt64Array.from(shape, (extent) => BigInt(extent));
      const tensor = createTensor(elementFloat32, { rank: shape.length, dims }, data);
      try {
        setTensor(request, name, tensor);
      } finally {
        freeTensor(tensor);
      }
    },
    readTensor(request, name, size) {
      const tensor = getTensor(request, name);
      try {
        return new Float32Array(koffi.view(getData(tensor), 4 * size)).slice();
      } finally {
        freeTensor(tensor);
      }
    },
    infer: (request) => void infer(request),
    freeRequest: free('ov_infer_request_free'),
    freeCompiled: free('ov_compiled_model_free'),
    freeCore: free('ov_core_free'),
  };
}

function versionOf(getVersion: CFunction): string {
  const version = { buildNumber: '' };
  getVersion(version);
  return /^\d+\.\d+\.\d+/.exec(version.buildNumber)?.[0] ?? version.buildNumber;
}
