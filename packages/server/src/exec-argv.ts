/** Flags of Node that concern the process at hand, and not those that it starts: debuggers, watchers, permissions. */
const ownFlags = /^--(?:inspect|watch|permission|allow-)/;

/** The flags of Node that processes that are forked from this one shall have too. */
export function inheritedExecArgv(): string[] {
  return process.execArgv.filter((flag) => !ownFlags.test(flag));
}
