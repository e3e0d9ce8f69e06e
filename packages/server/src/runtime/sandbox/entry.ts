// The first import: it captures the built-ins before anything else runs.
import './prelude/index.ts';
import { SoftTimeLimitExceeded, ValidationError } from '@jobwright/sdk';
import { ModelRegistry } from '@jobwright/sdk/internal';
import type { PlainError } from '../protocol.ts';
import { installFetch } from './fetch/fetch.ts';
import { hostChannel, interruptPendingCall, registerErrorClass, settleCalls } from './host-channel.ts';
import { createJobModule, type ModuleFactory } from './job-module.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import type { OpenDataOptions, SandboxData } from './orm/open-data.ts';
import { nameObjects } from './name-objects.ts';
import { reportError, reportValue } from './output.ts';
import { forgetRandomBytes } from './prelude/crypto.ts';
import { connectHost } from './prelude/host-functions.ts';
import { defineProperty, parseJson, whenSettled } from './prelude/primordials.ts';
import { sealRealm } from './prelude/seal-realm.ts';
import { wakeTimers } from './prelude/timers.ts';
import { type Exports, RuntimePackages } from './runtime-packages.ts';
import { reachSoftLimit, setSoftLimitError } from './soft-limit.ts';
import { warmUpData } from './warm-up/data.ts';
import { warmUpJobs } from './warm-up/jobs.ts';

export interface BootOptions {
  /** What `require` serves to job modules, to be evaluated on first use. */
  readonly packages: ReadonlyMap<string, () => Exports>;
  /** Names of those that bring models. */
  readonly modelPackages: readonly string[];
  /** MikroORM with the models. Evaluated on first use: for many models it is most of the start. */
  openData(options: OpenDataOptions): SandboxData;
}

/**
 * The one door through which the host enters. It is set as the global `$sandbox`, which the host takes away before any
 * job code is there.
 */
export interface SandboxDoor {
  /** Makes the models ready, which jobs otherwise do by using them. */
  openData(): void;
  /** Makes the engine compile what jobs need, with models or without. Before {@link SandboxDoor.connect}, or not at all. */
  warmUp(withModels: boolean): void;
  /** Takes the functions of the host, and takes away what jobs must not have. Before any job code. */
  connect(): void;
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

export type InvocableEntry = keyof Lifecycle;

/** Called once by the bundle. What it does may become part of a snapshot: the host is not connected yet. */
export function boot(options: BootOptions): void {
  const packages = new RuntimePackages(options.packages);
  let opened: SandboxData | undefined;
  const data = (): SandboxData => {
    if (!opened) {
      const modelPackages = options.modelPackages.map((name) => packages.find(name) ?? {});
      opened = options.openData({ packages: modelPackages, call: hostChannel.call });
      nameObjects(opened.models, models);
    }
    return opened;
  };
  const models = new ModelRegistry(() => data().models);
  const module = createJobModule(packages);
  const lifecycle = createLifecycle({ module, models, data });
  const entries = lifecycle as Readonly<Record<InvocableEntry, (args: never) => Promise<unknown>>>;
  registerErrorClass('JOBWRIGHT_VALIDATION_FAILED', toValidationError);
  installFetch();

  const door: SandboxDoor = {
    openData: () => void data(),
    warmUp(withModels) {
      warmUpJobs(packages);
      if (withModels) void warmUpData(data());
    },
    connect() {
      connectHost();
      forgetRandomBytes();
      sealRealm();
    },
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
