// Property tests draw the same cases in every run, so that a failure is due to the change that is tested. `NOPRIOR_PROPERTY_SEED=random`
// draws new ones, and a number draws those of that seed, as a failure prints it.
import fc from 'fast-check';

const environment = process.env;
const wanted = environment.NOPRIOR_PROPERTY_SEED ?? '1';
if (wanted !== 'random') {
  const seed = Number(wanted);
  if (!Number.isSafeInteger(seed)) throw new Error(`NOPRIOR_PROPERTY_SEED must be an integer or random, got ${wanted}`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
