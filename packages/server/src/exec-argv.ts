/** Flags of Node that concern the process at hand, and not those that it starts: debuggers, watchers, permissions. */
const ownFlags = /^--(?:inspect|watch|permission|allow-)/;

/**
 * Lets the young generation of the heap take 8 MB instead of 64. V8 lets it grow with what is allocated at the start, and
 * seldom gives it back: an idle server and its slot keep 40 MB less. The first line of the command has it too.
 */
export const smallYoungGeneration = '--max-semi-space-size=4';

/** The flags of Node that processes that are forked from this one shall have too. */
export function inheritedExecArgv(): string[] {
  return process.execArgv.filter((flag) => !ownFlags.test(flag));
}
