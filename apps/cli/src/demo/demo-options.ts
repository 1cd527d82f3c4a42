/** Options of `noprior demo`. */
export interface DemoOptions {
  readonly scale: 'smoke' | 'default';
  readonly backend: string;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}
