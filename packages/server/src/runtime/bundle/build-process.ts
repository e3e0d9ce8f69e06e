import { stop } from 'esbuild';
import type { BuildReply, BuildRequest } from './build-in-process.ts';
import { buildRuntimeBundle } from './build-runtime-bundle.ts';

/** Entry of the process that builds a bundle: it answers one request and ends. */
process.on('disconnect', () => process.exit());
process.once('message', (request: BuildRequest) => void answer(request));

async function answer(request: BuildRequest): Promise<void> {
  const reply = await buildRuntimeBundle(request).then(
    (built): BuildReply => ({ built }),
    (error: unknown): BuildReply => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  await stop();
  process.send?.(reply, () => process.disconnect());
}
