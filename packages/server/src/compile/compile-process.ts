import { transform } from 'esbuild';
import { bundleModule } from './bundle-module.ts';
import type { CompileRequest } from './compile-protocol.ts';

/**
 * Entry of the compile process. It answers one request at a time and is killed from outside when it takes too long;
 * it ends by itself when the server that started it is gone.
 */
process.on('disconnect', () => process.exit());

process.on('message', (request: CompileRequest) => {
  void bundleModule(request).then(
    (outcome) => process.send?.({ outcome }),
    (error: unknown) => process.send?.({ crashed: error instanceof Error ? error.message : String(error) }),
  );
});

process.send?.({ ready: true });
// The compiler itself is a program that starts with its first work.
transform('').catch(() => undefined);
