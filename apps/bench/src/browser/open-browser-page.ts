import { BackendUnavailableError } from '@noprior/tensor';
import { chromiumArguments, findChromium } from '@noprior/test-resources';
import { chromium } from 'playwright-core';
import { peakRssMbOf } from '../benchmark/process-memory.ts';
import { type PageAnswer, type PageCalls, pageCall } from './page-functions.ts';
import { type PageFiles, servePage } from './serve-page.ts';

/** A page in headless Chromium. */
export interface BrowserPage {
  /** Version of Chromium. */
  readonly version: string;
  /** Call a function of `page.ts`.
   * @throws {BackendUnavailableError} if the page threw one
   * @throws {Error} for any other error of the page, and if the page or the browser crashed */
  call<N extends keyof PageCalls>(name: N, argument: PageCalls[N]['argument']): Promise<PageCalls[N]['result']>;
  /** Peak resident memory of the page's process and, at its own time, of the GPU's, summed, in 2^20 bytes; Chromium's
   * own code counts in both. `null` where it cannot be told. */
  peakRssMb(): Promise<number | null>;
  close(): Promise<void>;
}

/** Options of {@link openBrowserPage}. */
export interface BrowserPageOptions extends PageFiles {
  /** `process.env`: where Chromium is, and whether it may use the GPU. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes the warnings and errors that the page logs. */
  readonly report: (line: string) => void;
}

/** Start Chromium and open the page in it.
 *
 * @throws {BackendUnavailableError} if there is no Chromium, or it does not start
 */
export async function openBrowserPage(options: BrowserPageOptions): Promise<BrowserPage> {
  const { environment, report } = options;
  const executablePath = findChromium(environment);
  if (executablePath === undefined) {
    throw new BackendUnavailableError(
      'chromium: no Chromium in PATH; install it, or put its path into NOPRIOR_CHROMIUM',
    );
  }
  const browser = await chromium
    .launch({ executablePath, args: chromiumArguments(environment) })
    .catch((cause: Error) => {
      throw new BackendUnavailableError(
        `chromium: ${executablePath} does not start (${cause.message.split('\n')[0]}); run it by hand to see why`,
        { cause },
      );
    });
  const server = await servePage(options);
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage();
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) report(`page: ${message.text()}`);
    });
    page.on('pageerror', (error) => report(`page: ${error.message}`));
    await page.goto(server.url);
    const session = await browser.newBrowserCDPSession();
    return {
      version: browser.version(),
      async call(name, argument) {
        const answer = await page.evaluate<PageAnswer<typeof name>>(
          `${pageCall}(${JSON.stringify(name)}, ${JSON.stringify(argument)})`,
        );
        if ('value' in answer) return answer.value;
        if (answer.stack !== undefined) report(`page: ${answer.stack}`);
        if (answer.code === 'BACKEND_UNAVAILABLE') throw new BackendUnavailableError(answer.error);
        throw new Error(answer.error);
      },
      async peakRssMb() {
        const { processInfo } = await session.send('SystemInfo.getProcessInfo');
        const peaksOf = async (wanted: string): Promise<number[]> => {
          const peaks = processInfo.flatMap(({ type, id }) => (type === wanted ? [peakRssMbOf(id)] : []));
          return (await Promise.all(peaks)).filter((peak) => peak !== null);
        };
        const pages = await peaksOf('renderer');
        // Chromium keeps idle pages in stock: the largest process is the one that has worked.
        return pages.length === 0 ? null : Math.max(...pages) + sum(await peaksOf('GPU'));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
