import {
  add,
  type Backend,
  type DeviceTensor,
  type Dtype,
  dtypes,
  type Executable,
  fromNested,
  hasErrorCode,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import type { ConformanceCase } from '../conformance-case.ts';

interface Setting {
  readonly backend: Backend;
  readonly executable: Executable;
  readonly x: DeviceTensor;
  readonly y: DeviceTensor;
  readonly dtype: Dtype;
}

/** Something that must be refused with an error of this code. */
const refused = (
  what: string,
  code: 'SHAPE' | 'DTYPE' | 'DOMAIN',
  attempt: (setting: Setting) => Promise<unknown> | undefined,
): ConformanceCase => ({
  id: `errors/${what}`,
  run: async (backend, dtype) => {
    const spec = { shape: [2], dtype };
    const executable = await backend.compile(trace({ x: spec, y: spec }, ({ x, y }) => ({ x: add(x, y) })));
    const upload = (values: readonly number[]) => backend.upload(fromNested(values, dtype));
    try {
      const attempted = attempt({ backend, executable, x: await upload([1, 2]), y: await upload([3, 4]), dtype });
      if (attempted === undefined) return undefined;
      await attempted;
    } catch (error) {
      if (hasErrorCode(error, code)) return undefined;
      return `expected an error of code ${code}, got ${error}`;
    }
    return `expected an error of code ${code}, got none`;
  },
});

/** What a backend must refuse, and how. */
export const errorCases: readonly ConformanceCase[] = [
  refused('missing input', 'SHAPE', ({ executable, x }) => executable.run({ x })),
  refused('unknown input', 'SHAPE', ({ executable, x, y }) => executable.run({ x, y, z: y })),
  refused('unknown name to donate', 'SHAPE', ({ executable, x, y }) => executable.run({ x, y }, { donate: ['z'] })),
  refused('another shape', 'SHAPE', async ({ backend, executable, x, dtype }) =>
    executable.run({ x, y: await backend.upload(fromNested([[3, 4]], dtype)) }),
  ),
  refused('another dtype', 'DTYPE', ({ backend, executable, x, dtype }) => {
    const other = dtypes.find((one) => one !== dtype && backend.dtypes.includes(one));
    if (other === undefined) return undefined;
    return (async () => executable.run({ x, y: await backend.upload(fromNested([3, 4], other)) }))();
  }),
  refused('a graph of a dtype that is not offered', 'DTYPE', ({ backend }) => {
    const other = dtypes.find((one) => !backend.dtypes.includes(one));
    if (other === undefined) return undefined;
    return backend.compile(trace({ x: { shape: [], dtype: other } }, ({ x }) => ({ y: add(x, 1) })));
  }),
  refused('a run after donating', 'DOMAIN', async ({ executable, x, y }) => {
    await executable.run({ x, y }, { donate: ['x'] });
    return executable.run({ x, y });
  }),
  refused('reading after donating', 'DOMAIN', async ({ backend, executable, x, y }) => {
    await executable.run({ x, y }, { donate: ['y'] });
    return backend.read(y);
  }),
  refused('a run after releasing', 'DOMAIN', async ({ backend, executable, x, y }) => {
    backend.release(x);
    return executable.run({ x, y });
  }),
  refused('reading after releasing', 'DOMAIN', async ({ backend, x }) => {
    backend.release(x);
    return backend.read(x);
  }),
  refused('reading a tensor of another backend', 'DOMAIN', ({ backend, dtype }) => backend.read({ shape: [2], dtype })),
  refused('a run on a tensor of another backend', 'DOMAIN', ({ executable, x, dtype }) =>
    executable.run({ x, y: { shape: [2], dtype } }),
  ),
  {
    id: 'errors/a refused run leaves its inputs as they were',
    run: async (backend, dtype) => {
      const spec = { shape: [2], dtype };
      const executable = await backend.compile(trace({ x: spec }, ({ x }) => ({ y: add(x, 1) })));
      const x = await backend.upload(toHostDtype(fromNested([1, 2]), dtype));
      await executable.run({ x, z: x }, { donate: ['x'] }).catch(() => undefined);
      const { y } = await executable.run({ x }, { donate: ['x'] });
      const { data } = await backend.read(y!);
      return data[0] === 2 && data[1] === 3 ? undefined : `expected 2, 3, got ${data.join()}`;
    },
  },
];
