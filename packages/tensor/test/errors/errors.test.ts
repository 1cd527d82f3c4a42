import {
  BackendUnavailableError,
  ChecksumError,
  ConvergenceError,
  DeviceLostError,
  DomainError,
  DtypeError,
  FormatError,
  NopriorError,
  ShapeError,
  SystemError,
} from '@noprior/tensor';
import { expect, test } from 'vitest';

test.each([
  [BackendUnavailableError, 'BACKEND_UNAVAILABLE'],
  [ChecksumError, 'CHECKSUM'],
  [ConvergenceError, 'CONVERGENCE'],
  [DeviceLostError, 'DEVICE_LOST'],
  [DomainError, 'DOMAIN'],
  [DtypeError, 'DTYPE'],
  [FormatError, 'FORMAT'],
  [ShapeError, 'SHAPE'],
  [SystemError, 'SYSTEM'],
])('%o keeps its code, name, message and cause', (ErrorClass, code) => {
  const cause = new Error('below');
  const error = new ErrorClass('operation: what happened', { cause });
  expect(error).toBeInstanceOf(NopriorError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ code, name: ErrorClass.name, message: 'operation: what happened', cause });
});
