import { defineConfig } from 'vitest/config';

const sourceConditions = ['@noprior/source'];

/** Tests run on the packages' sources: no build is needed except where a test starts the command line itself. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
    testTimeout: 180_000,
    maxWorkers: 2,
  },
});
