import { appendFileSync } from 'node:fs';

/** Load as Node does, and write the address of every module that is a file to NOPRIOR_MODULE_LOG. */
export async function load(url, context, nextLoad) {
  if (url.startsWith('file:')) appendFileSync(process.env.NOPRIOR_MODULE_LOG, `${url}\n`);
  return nextLoad(url, context);
}
