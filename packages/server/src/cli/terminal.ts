import { styleText } from 'node:util';

type StyleFormat = Parameters<typeof styleText>[0];

/** Where a command writes. Results go to `out`, so that they can be piped; everything else goes to `err`. */
export interface Terminal {
  /** Writes a line of the result. */
  out(line: string): void;
  /** Writes a line about what is going on. */
  err(line: string): void;
  /** Styles text for `out` if that is a terminal; honours NO_COLOR and FORCE_COLOR. */
  style(format: StyleFormat, text: string): string;
  /** Replaces the last status line, on a terminal only. An empty text removes it. */
  status(text: string): void;
  /** True when somebody watches. */
  readonly isInteractive: boolean;
  /** Width in characters. */
  readonly columns: number;
}

const defaultColumns = 120;
const minimumColumns = 60;

export function createTerminal(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Terminal {
  const isInteractive = stdout.isTTY;
  let hasStatus = false;
  const clearStatus = () => {
    if (!hasStatus) return;
    stdout.write('\r\u001b[2K');
    hasStatus = false;
  };
  return {
    isInteractive,
    columns: Math.max(isInteractive ? stdout.columns : defaultColumns, minimumColumns),
    out: (line) => {
      clearStatus();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clearStatus();
      stderr.write(`${line}\n`);
    },
    style: (format, text) => styleText(format, text, { stream: stdout }),
    status: (text) => {
      if (!isInteractive) return;
      clearStatus();
      if (text === '') return;
      stdout.write(text.slice(0, stdout.columns - 1));
      hasStatus = true;
    },
  };
}

/**
 * Text from elsewhere (log messages, names of objects) without control characters: what an author or a user typed must
 * not move the cursor or recolour the terminal of who reads it.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD');
}
