import type { DescribeOutcome, ModuleToDescribe } from '../../discovery/module-describer.ts';
import type { PassedLimit } from '../../runtime/limit-messages.ts';
import type { RunAssignment, SlotOutcome, SlotSupervisorOptions } from '../slot-port.ts';

/** What a slot process has to know before it can work. It reads no environment and no configuration. */
export interface SlotSettings extends Pick<SlotSupervisorOptions, 'pluginUrls' | 'runtime' | 'heapMb' | 'jobAccess'> {
  /** Absent for a process that only describes modules. */
  readonly database?: Pick<SlotSupervisorOptions, 'workerNumber'> & { readonly url: string };
}

/** What the supervisor tells a slot process. One task at a time. */
export type SlotCommand =
  | { readonly kind: 'open'; readonly settings: SlotSettings }
  | { readonly kind: 'execute'; readonly assignment: RunAssignment }
  | { readonly kind: 'describe'; readonly module: ModuleToDescribe }
  /** Stop the present run; answered by the end of the task. */
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'ping' };

/** What a slot process tells the supervisor. */
export type SlotReport =
  | { readonly kind: 'ready' }
  /** It cannot work at all: a plugin or the runtime cannot be loaded. */
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'executed'; readonly outcome: SlotOutcome }
  | { readonly kind: 'described'; readonly outcome: DescribeOutcome }
  /** The run passed a limit while its code runs on: it does not have to come back by itself. */
  | { readonly kind: 'overLimit'; readonly passed: PassedLimit }
  /** Answer to a ping: the thread that runs the job is not stuck. */
  | { readonly kind: 'pong'; readonly residentBytes: number };

/** What a slot process can do once it is open: the work itself, without processes and messages. */
export interface SlotWork {
  /**
   * Executes a run to its end, the final status included. Never rejects on account of the job.
   * @param canceled aborted, with the reason, when the run shall stop: it is rolled back then, and ends as `canceled`
   */
  execute(assignment: RunAssignment, canceled: AbortSignal): Promise<SlotOutcome>;
  describe(module: ModuleToDescribe): Promise<DescribeOutcome>;
}

/**
 * Makes a slot ready: loads the plugins, the runtime, and opens connections. `openSlot` of `open-slot.ts`.
 * @param onLimit told at once when the code of a job passes a limit and goes on running
 */
export type OpenSlot = (settings: SlotSettings, onLimit: (passed: PassedLimit) => void) => Promise<SlotWork>;
