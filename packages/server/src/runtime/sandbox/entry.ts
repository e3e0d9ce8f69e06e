// The first import: it captures the built-ins and the functions of the host before anything else runs.
import './prelude/index.ts';
import { SoftTimeLimitExceeded, ValidationError } from '@jobwright/sdk';
import type { PlainError } from '../protocol.ts';
import { hostChannel, interruptPendingCall, registerErrorClass, settleCalls } from './host-channel.ts';
import { createJobModule, type ModuleFactory } from './job-module.ts';
import { createLifecycle } from './lifecycle.ts';
import { findModels } from './models.ts';
import { createSandboxOrm } from './orm/create-orm.ts';
import { reportError, reportValue } from './output.ts';
import { defineProperty, parseJson, whenSettled } from './prelude/primordials.ts';
import { wakeTimers } from './prelude/timers.ts';
import { reachSoftLimit, setSoftLimitError } from './soft-limit.ts';
import { warmUp } from './warm-up.ts';

type Exports = Readonly<Record<string, unknown>>;

export interface BootOptions {
  /** What `require` serves to job modules. */
  readonly packages: ReadonlyMap<string, Exports>;
  /** Names of those that bring models. */
  readonly modelPackages: readonly string[];
}

/**
 * The one door through which the host enters. It is set as the global `$sandbox`, which the host takes away before any
 * job code is there.
 */
export interface SandboxDoor {
  /** Evaluates the module of the job. */
  load(factory: ModuleFactory): void;
  /** Begins an invocation; its end is reported under the id. `json` holds an {@link Invocation}. */
  invoke(id: number, entry: InvocableEntry, json: string): void;
  /** Answers to calls: id, whether it went well, JSON, and so on for each. */
  settle(...batch: readonly (number | boolean | string)[]): void;
  wake(): void;
  /** The soft time limit has passed. */
  softLimit(): void;
}

/** What the host says of an invocation. */
export interface Invocation {
  readonly args: unknown;
  /** Characters of JSON that the value may have. */
  readonly maxLength: number;
  readonly softTimeMs: number;
}

export type InvocableEntry = 'describe' | 'main' | 'postRun' | 'warmUp';

/** Called once by the bundle, before any job code is there. */
export function boot({ packages, modelPackages }: BootOptions): void {
  const { models, entities } = findModels(modelPackages.map((name) => packages.get(name) ?? {}));
  const orm = createSandboxOrm({ entities, call: hostChannel.call });
  const module = createJobModule(packages);
  const lifecycle = createLifecycle({ module, models, openUnitOfWork: () => orm.openUnitOfWork() });
  const entries: Readonly<Record<InvocableEntry, (args: never) => Promise<unknown>>> = {
    ...lifecycle,
    warmUp: () => warmUp(() => orm.openUnitOfWork(), models),
  };
  registerErrorClass('JOBWRIGHT_VALIDATION_FAILED', toValidationError);

  const door: SandboxDoor = {
    load: (factory) => module.load(factory),
    invoke(id, entry, json) {
      const { args, maxLength, softTimeMs } = parseJson(json) as Invocation;
      setSoftLimitError(() => new SoftTimeLimitExceeded(softTimeMs));
      // Asynchronous functions of ours: they throw nothing, and return promises of the engine's own making.
      whenSettled(
        entries[entry](args as never),
        (value) => reportValue(id, value, maxLength),
        (error) => reportError(id, error),
      );
    },
    settle: settleCalls,
    wake: wakeTimers,
    softLimit() {
      reachSoftLimit();
      interruptPendingCall();
    },
  };
  defineProperty(globalThis, '$sandbox', { value: door, configurable: true });
}

function toValidationError(plain: PlainError): Error {
  const details = plain.details as { readonly problems?: Readonly<Record<string, readonly string[]>> } | undefined;
  return new ValidationError(details?.problems ?? plain.message);
}
