/** What Chromium is started with, for the tests and for timings alike.
 *
 * @param environment  `process.env`: with NOPRIOR_GPU=1 WebGPU runs on the machine's GPU, through Vulkan; otherwise on
 *   SwiftShader, the software renderer that Chromium carries. Either way Chromium must be told that this is meant.
 */
export function chromiumArguments(environment: Readonly<Record<string, string | undefined>>): string[] {
  return [
    '--no-sandbox', // it cannot start as root otherwise; it loads nothing but this repository's pages
    '--no-first-run',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-unsafe-webgpu',
    ...(environment.NOPRIOR_GPU === '1'
      ? ['--enable-features=Vulkan', '--ignore-gpu-blocklist']
      : ['--use-webgpu-adapter=swiftshader']),
  ];
}
