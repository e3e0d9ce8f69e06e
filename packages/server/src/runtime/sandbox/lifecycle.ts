import type { Job } from '@jobwright/sdk';
import {
  attachJobContext,
  describeJob,
  describeModule,
  findJobClass,
  hydrateInput,
  type HydrateInputPorts,
  type JobClass,
  type JobContext,
  jobMethods,
  type ModelRegistry,
} from '@jobwright/sdk/internal';
import type { EntityManager } from '@mikro-orm/core';
import type { JobResultData, MainArguments, MainResult, PostRunArguments } from '../protocol.ts';
import { JobClassMissingError } from './errors.ts';
import { openUploadedFile } from './file-port.ts';
import { hostChannel } from './host-channel.ts';
import type { JobModule } from './job-module.ts';
import type { SandboxData } from './orm/open-data.ts';
import { levelNumber, setLogGroup, writeLog, writeProgress } from './log-channel.ts';
import { toOutput } from './output.ts';

export interface LifecycleOptions {
  readonly module: JobModule;
  readonly models: ModelRegistry;
  /** The data of the platform, opened by the first call. */
  readonly data: () => SandboxData;
}

/** What the compiler knows of the module: see {@link describeModule}. */
interface DescribeModuleArguments {
  readonly localExports?: readonly string[];
  readonly abstractNames?: readonly string[];
}

/** What the host can ask for. Arguments come from the host. */
export interface Lifecycle {
  describe(args: DescribeModuleArguments): Promise<unknown>;
  /** `run`, then each test, then what is left to be written. */
  main(args: MainArguments): Promise<MainResult>;
  postRun(args: PostRunArguments): Promise<null>;
}

/** The part of a context that changes in the course of a run. */
interface RunState {
  unit: UnitOfWork;
  failed: boolean;
  result: JobResultData;
}

/** A unit of work that is opened on first use: a job without models shall not wait for MikroORM. */
class UnitOfWork {
  readonly #data: () => SandboxData;
  #opened: EntityManager | undefined;

  constructor(data: () => SandboxData) {
    this.#data = data;
  }

  get em(): EntityManager {
    return (this.#opened ??= this.#data().openUnitOfWork());
  }

  async validatedSave(entities: readonly object[], models: ModelRegistry): Promise<void> {
    await this.#data().validatedSave(entities, { em: this.em, models });
  }

  /** Writes what is left to be written. */
  async flush(): Promise<void> {
    await this.#opened?.flush();
  }
}

export function createLifecycle({ module, models, data }: LifecycleOptions): Lifecycle {
  let current: { readonly job: Job; readonly state: RunState } | undefined;

  return {
    describe: async (args) => describeModule(module.exports, { ...args, models }),

    async main(args) {
      setLogGroup('initialization');
      const jobClass = findClass(module, args.className);
      const state: RunState = { unit: new UnitOfWork(data), failed: false, result: args.jobResult };
      const job = new jobClass();
      attachJobContext(job, createContext(state, models, args.request));
      current = { job, state };
      const { variables } = describeJob(args.className, jobClass, models);
      const input = await hydrateInput(variables, args.data, inputPorts(state.unit, models));
      let output: unknown;
      for (const name of jobMethods(job)) {
        setLogGroup(name);
        const method = (job as unknown as Record<string, (...values: readonly unknown[]) => unknown>)[name];
        const returned = await method?.call(job, ...(name === 'run' ? [input, args.commit] : []));
        if (name === 'run') output = toOutput(returned);
      }
      await state.unit.flush();
      // Without a prototype: a `toJSON` that the job put on Object.prototype is not asked what the result is.
      return { __proto__: null, output: output ?? null } as MainResult;
    },

    async postRun({ failed, result }) {
      if (current === undefined) return null; // the run ended before there was an instance
      const { job, state } = current;
      state.unit = new UnitOfWork(data);
      state.failed = failed;
      state.result = result;
      setLogGroup('postRun');
      await job.postRun?.();
      await state.unit.flush();
      return null;
    },
  };
}

function findClass(module: JobModule, className: string): JobClass {
  const jobClass = findJobClass(module.exports, className);
  if (jobClass === undefined) throw new JobClassMissingError(className);
  return jobClass;
}

function createContext(state: RunState, models: ModelRegistry, request: MainArguments['request']): JobContext {
  return {
    get em() {
      return state.unit.em;
    },
    get failed() {
      return state.failed;
    },
    get result() {
      return state.result;
    },
    request,
    models,
    validatedSave: (entities) => state.unit.validatedSave(entities, models),
    log({ level, message, object }) {
      if (level === 'failure') state.failed = true;
      writeLog(levelNumber(level), message, object);
    },
    progress({ current, total, message }) {
      writeProgress(current, total, message);
    },
    loadFile: (path, format) => hostChannel.call('source.load', { path, format }),
    readPluginSettings: () => hostChannel.call('plugin.settings', {}),
    readSecret: async (name) => (await hostChannel.call('secret.read', { name })) as string,
  };
}

function inputPorts(unit: UnitOfWork, models: ModelRegistry): HydrateInputPorts {
  return {
    loadObjects: (label, ids) => unit.em.find(models.get(label).entity, { id: { $in: [...ids] } }),
    openFile: openUploadedFile,
  };
}
