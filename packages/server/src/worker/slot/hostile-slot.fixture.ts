import type { InvocationOutcome } from '../../runtime/protocol.ts';
import { EgressPolicy } from '../../runtime/host/http/egress-policy.ts';
import { HttpCalls } from '../../runtime/host/http/http-calls.ts';
import { createRuntime, type IsolateRuntime } from '../../runtime/host/isolate/create-runtime.ts';
import type { OperationTable } from '../../runtime/runtime.ts';
import type { RunAssignment, SlotOutcome } from '../slot-port.ts';
import { hostilePrograms } from './hostile-programs.fixture.ts';
import { serveSlot } from './serve-slot.ts';

/** A slot process that runs hostile programs by their number, and says how each ended. Used by the test beside it. */
const pristine = hostSurface();

const operations: OperationTable = {
  'source.load': (args) => {
    switch ((args as { readonly path: unknown }).path) {
      case 'large':
        return 'x'.repeat(20_000_000);
      case 'never':
        return new Promise(() => undefined);
      case 'fail':
        throw new Error(`The secret of ${import.meta.url}`);
      default:
        return args;
    }
  },
};

serveSlot(async ({ runtime: bundle, heapMb }, onLimit) => {
  const runtime = await createRuntime({
    bundleFile: bundle.file,
    heapMb,
    onLimit,
  });
  return {
    execute: (assignment) => run(runtime, assignment),
    describe: async () => ({ ok: true, descriptor: { jobs: [] } }),
  };
});

async function run(runtime: IsolateRuntime, { jobResultId, limits }: RunAssignment): Promise<SlotOutcome> {
  const program = hostilePrograms[Number(jobResultId)];
  if (program === undefined) throw new Error(`There is no program ${jobResultId}.`);
  const job = `const { Job } = require('@jobwright/sdk'); exports.Example = class Example extends Job { async run() { ${program.body} } };`;
  // Nobody listens at the port that programs may reach.
  using calls = new HttpCalls({
    policy: new EgressPolicy('local/hostile', { jobs: '*', hosts: ['http://127.0.0.1:1', 'https://*'] }),
    unsafe: 'withhold',
    recorder: { begin: async () => undefined, end: () => undefined },
    limits,
  });
  using session = runtime.openSession({
    code: program.isModule === true ? program.body : job,
    filename: 'job:///local/hostile',
    limits,
    operations: { ...operations, ...calls.operations },
    onLog: () => undefined,
    onProgress: () => undefined,
  });
  const outcome = await session.invoke('main', {
    className: 'Example',
    data: {},
    commit: false,
    request: { id: '', user: {}, headers: {}, origin: 'api' },
    jobResult: {},
  });
  if (hostSurface() !== pristine) return { kind: 'killed', code: 'HOST_CHANGED', message: program.body };
  return { kind: 'killed', code: codeOf(outcome), message: JSON.stringify(outcome).slice(0, 2000) };
}

function codeOf(outcome: InvocationOutcome): string {
  return outcome.kind === 'limit' ? outcome.limit : outcome.kind;
}

/** What a job that reaches the host would change first. */
function hostSurface(): string {
  const owners = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, globalThis];
  return JSON.stringify(owners.map((owner) => Object.getOwnPropertyNames(owner)));
}
