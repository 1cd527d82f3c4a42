import { spawn } from 'node:child_process';

/** What this program prints with other arguments; its progress goes to ours.
 *
 * @throws {Error} if it ends with anything but 0 */
export async function runChild(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`bench ${args.join(' ')}: ended with ${code}; its message stands above`);
  return Buffer.concat(parts).toString('utf8');
}
