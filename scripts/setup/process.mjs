// Child processes of the set-up: their output is the user's, their exit code is ours, and they never outlive us.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentCheckIntervalMs = 200;

/** A command that ended with another exit code than 0. */
export class CommandFailed extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command as a titled step. Throws {@link CommandFailed} when it fails. */
export async function runStep(title, [command, ...args], options) {
  process.stdout.write(`\n▸ ${title}\n`);
  const started = performance.now();
  const exitCode = await runToEnd(command, args, options);
  if (exitCode !== 0) throw new CommandFailed(`${title}: failed with exit code ${exitCode}`, exitCode);
  process.stdout.write(`✓ ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
}

/** Runs a command with our own standard streams and gives its exit code: 128 + n when signal n ended it, as a shell would. */
export function runToEnd(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const stopForwarding = forwardSignals(child);
    child.once('error', (error) => {
      stopForwarding();
      reject(new CommandFailed(`Cannot run ${command}: ${error.message}`, 1));
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function forwardSignals(child) {
  const listeners = forwardedSignals.map((signal) => {
    // Ctrl-C in a terminal reaches the child without our help.
    const listener = () => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
    process.on(signal, listener);
    return [signal, listener];
  });
  const watch = watchParent(() => child.kill('SIGTERM'));
  return () => {
    clearInterval(watch);
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}

/** When npm is killed outright, or a shell between npm and us ends without passing the signal on, nobody is left to stop us: stop then. */
function watchParent(onOrphaned) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) onOrphaned();
  }, parentCheckIntervalMs);
}
