import { fork } from 'node:child_process';
import { RuntimeBundleError } from '../../errors.ts';
import { inheritedExecArgv } from '../../exec-argv.ts';
import { moduleFile } from '../../module-file.ts';
import type { BuiltBundle } from './build-runtime-bundle.ts';
import type { RuntimeBundleOptions } from './runtime-bundle.ts';

/** What the process is asked. */
export type BuildRequest = Omit<RuntimeBundleOptions, 'cacheFolder'>;
/** What it answers. */
export type BuildReply = { readonly built: BuiltBundle } | { readonly problem: string };

const timeoutMs = 120_000;

/**
 * Builds a bundle in a process of its own. The bundler is a program that inherits the environment of who starts it, stays
 * as long as that one does, and keeps tens of megabytes: none of it is for a server with secrets in its environment.
 *
 * @throws {@link RuntimeBundleError} when a model package cannot be bundled for the isolate
 */
export async function buildInProcess(request: BuildRequest): Promise<BuiltBundle> {
  const child = fork(moduleFile('./build-process', import.meta.url), [], {
    env: {},
    execArgv: inheritedExecArgv(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const reply = await new Promise<BuildReply>((resolve) => {
    child.once('message', (message) => resolve(message as BuildReply));
    child.once('error', (error) => resolve({ problem: error.message }));
    child.once('exit', (code, signal) =>
      resolve({ problem: `The process that builds the runtime bundle ended (${signal ?? `exit code ${code}`}).` }),
    );
    child.send(request);
  });
  if ('problem' in reply) throw new RuntimeBundleError(reply.problem);
  return reply.built;
}
