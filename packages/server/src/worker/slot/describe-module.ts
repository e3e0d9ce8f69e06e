import { type ModuleDescriptor, ModuleDescriptorSchema } from '@jobwright/sdk/internal';
import { Value } from '@sinclair/typebox/value';
import { defaultLimits } from '../../config/run-limits.ts';
import type { DescribeOutcome, ModuleToDescribe } from '../../discovery/module-describer.ts';
import type { InvocationOutcome } from '../../runtime/protocol.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** What looking at a module may take: it is imported, and its classes are asked for their variables. */
const timeLimitMs = 5000;
const limits = { ...defaultLimits, cpuMs: timeLimitMs, softTimeMs: timeLimitMs, timeMs: timeLimitMs, bridgeCalls: 1 };

/** Evaluates a module in an isolate of its own, which has no operations, and reads which jobs it holds. */
export async function describeModule(
  runtime: Runtime,
  { module, heapMb }: { readonly module: ModuleToDescribe; readonly heapMb: number },
): Promise<DescribeOutcome> {
  const { code, filename, localExports, abstractNames } = module;
  using session = runtime.openSession({
    code,
    filename,
    limits: { ...limits, heapMb },
    operations: {},
    onLog: () => undefined,
    onProgress: () => undefined,
  });
  const outcome = await session.invoke('describe', { localExports, abstractNames });
  switch (outcome.kind) {
    case 'threw':
      return { ok: false, error: outcome.error };
    case 'limit':
      return {
        ok: false,
        error: { name: 'LimitError', code: 'JOBWRIGHT_MODULE_LOAD', message: limitMessage(outcome) },
      };
    case 'returned':
      return checkDescriptor(outcome.value);
  }
}

function limitMessage({ limit, message }: Extract<InvocationOutcome, { readonly kind: 'limit' }>): string {
  return limit === 'time' || limit === 'cpu' || limit === 'softTime'
    ? `The module took longer than ${timeLimitMs / 1000} s to load. Move what takes time from its top level and its classes' fields into run.`
    : message;
}

/** What comes out of the isolate is data of an unknown author. */
function checkDescriptor(value: unknown): DescribeOutcome {
  if (Value.Check(ModuleDescriptorSchema, value)) {
    return { ok: true, descriptor: Value.Clean(ModuleDescriptorSchema, value) as ModuleDescriptor };
  }
  const first = Value.Errors(ModuleDescriptorSchema, value).First();
  const message = `The description of the module is not valid at "${first?.path ?? ''}": ${first?.message ?? ''}.`;
  return { ok: false, error: { name: 'JobwrightError', code: 'JOBWRIGHT_MODULE_LOAD', message } };
}
