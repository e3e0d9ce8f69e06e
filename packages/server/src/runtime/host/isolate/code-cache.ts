import ivm from 'isolated-vm';
import { RuntimeBootError } from '../../../errors/sandbox.ts';
import { bundleFilename, warmUpScripts } from './sandbox-isolate.ts';

const heapMb = 512;
const timeoutMs = 30_000;

/**
 * V8's code cache of a runtime bundle, with every function that a first use compiles. Made in an isolate that no job code
 * ever was in.
 * @throws {@link RuntimeBootError} when the bundle cannot be evaluated
 */
export function createCodeCache(code: string): ivm.ExternalCopy<ArrayBuffer> | undefined {
  const isolate = new ivm.Isolate({ memoryLimit: heapMb });
  try {
    const context = isolate.createContextSync();
    isolate.compileScriptSync(code, { filename: bundleFilename }).runSync(context, { timeout: timeoutMs });
    context.evalSync(warmUpScripts.models, { timeout: timeoutMs });
    const script = isolate.compileScriptSync(code, { filename: bundleFilename, produceCachedData: true });
    return (script as ivm.CachedDataResult).cachedData;
  } catch (error) {
    throw new RuntimeBootError(error instanceof Error ? `${error.name}: ${error.message}` : 'it threw');
  } finally {
    isolate.dispose();
  }
}
