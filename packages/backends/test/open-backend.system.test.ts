import { type BackendRefusal, backendEntries, backendNames, openBackend, toBackendName } from '@noprior/backends';
import { BackendUnavailableError, DomainError, DtypeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

describe('openBackend', () => {
  test('knows every backend, and auto', () => {
    expect(backendNames.toSorted()).toEqual(
      'auto onnx:cpu onnx:wasm onnx:webgpu openvino:cpu openvino:cpu-bfloat16 reference tfjs:cpu tfjs:node tfjs:wasm tfjs:webgpu'.split(
        ' ',
      ),
    );
  });

  test.each(backendEntries.map((entry) => [entry.name, entry] as const))(
    '%s opens under its name with the dtypes that the table promises, or says what to do',
    async (name, entry) => {
      let backend: Awaited<ReturnType<typeof openBackend>>;
      try {
        backend = await openBackend(name);
      } catch (error) {
        expect(error).toBeInstanceOf(BackendUnavailableError);
        expect(String(error)).toMatch(/npm install|driver|adapter/i);
        return;
      }
      expect(backend.name).toBe(name);
      expect(backend.dtypes).toEqual(entry.dtypes);
      await backend.dispose();
    },
  );

  test('auto computes in the dtype that is asked for, and tells whom it passed over', async () => {
    const refusals: BackendRefusal[] = [];
    for (const dtype of ['float32', 'float64'] as const) {
      const backend = await openBackend('auto', { dtype, onRefusal: (refusal) => refusals.push(refusal) });
      expect(backend.dtypes).toContain(dtype);
      expect(backendEntries.find(({ name }) => name === backend.name)?.automatic).toBe(true);
      await backend.dispose();
    }
    for (const { reason } of refusals) expect(String(reason)).not.toBe('');
  });

  test('auto without a dtype computes in both, so that every function runs with its own default', async () => {
    const backend = await openBackend('auto');
    expect(backend.dtypes).toEqual(['float32', 'float64']);
    await backend.dispose();
  });

  test('a name that does not exist, and a dtype that the backend does not offer', async () => {
    // @ts-expect-error the names are a union, for programs that are compiled
    await expect(openBackend('cuda')).rejects.toThrow(DomainError);
    expect(() => toBackendName('cuda')).toThrow(/"cuda"; there are auto, onnx:cpu/);
    expect(toBackendName('tfjs:wasm')).toBe('tfjs:wasm');
    await expect(openBackend('tfjs:cpu', { dtype: 'float64' })).rejects.toThrow(DtypeError);
    await expect(openBackend('tfjs:cpu', { dtype: 'float64' })).rejects.toThrow(
      /tfjs:cpu: offers float32, not float64/,
    );
  });
});
