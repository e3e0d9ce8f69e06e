import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

type Run<Options, Args extends readonly string[]> = (options: Options, ...args: Args) => Promise<ExitCode>;

/** What a command file needs to add its command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Wraps what a command does: gives it its options (with those of the program), takes its exit code, reports its errors. */
  readonly action: <Options, Args extends readonly string[] = []>(
    run: Run<Options, Args>,
  ) => (...received: unknown[]) => Promise<void>;
}
