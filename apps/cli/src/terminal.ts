import { escapeControls } from './escape-controls.ts';

/** Where the text of a command goes, as it is. */
export interface Streams {
  /** Results. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal that can rewrite its last line. */
  readonly interactive: boolean;
  /** Width of `out` in characters; `undefined` where it is no terminal. */
  readonly columns?: number | undefined;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on an interrupt aborts the signal, and ends the process only when it is repeated. Commands that have
   * something to save call it; all others end at the first interrupt. */
  readonly holdInterrupts: () => AbortSignal;
}

/** Where a command writes: results to `out`, everything else to `err`. Characters that act on a terminal are escaped. */
export interface Terminal extends Streams {
  /** Show a state in the last line of `err`, in the place of the one before; empty to clear it. For interactive terminals. */
  readonly showState: (text: string) => void;
}

/** The terminal of a command: the one place through which text reaches the streams, whatever file or argument it came from. */
export function openTerminal(streams: Streams): Terminal {
  let width = 0;
  return {
    ...streams,
    out: (text) => streams.out(escapeControls(text)),
    err: (text) => streams.err(escapeControls(text)),
    showState: (text) => {
      const line = escapeControls(text.replace(/\s+/g, ' '));
      if (line !== '' || width > 0) streams.err(`\r${line.padEnd(width)}${line === '' ? '\r' : ''}`);
      width = line.length;
    },
  };
}
