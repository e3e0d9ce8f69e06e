import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@jobwright/sdk';
import type { Config } from '@jobwright/server';
import { defaultLimits, findConfig, JobBench, placeJobModule } from '@jobwright/server/testing';
import { cacheFolder } from './cache-folder.ts';
import { describeRun, type FoundClass } from './describe-run.ts';
import { JobSourceUnknownError } from './errors.ts';
import { toBenchFiles, toBenchUser, toWireData } from './given-input.ts';
import type { JobClass, JobReference } from './job-reference.ts';
import type { JobRun } from './job-run.ts';
import { locateClass } from './locate-class.ts';
import { resolveModels, type TestPlugin } from './resolve-models.ts';
import type { RunJobOptions } from './run-options.ts';

/** One for each set of plugins and rules; they live as long as the process. */
const benches = new Map<string, Promise<JobBench>>();

/**
 * Runs a job as the platform would, in an isolate and a unit of work, against a throw-away PostgreSQL database that holds
 * nothing but what `seed` puts into it. Calls of one process follow each other.
 *
 * The code that runs is compiled from the file of the class; no instance is made and no method called in the process of the
 * test. Importing the class loads its module there, though, as any import does: use {@link jobIn} to avoid that.
 *
 * @param job - the class, or a reference made by {@link jobIn}
 * @throws InputInvalidError (`JOBWRIGHT_INPUT_INVALID`) when the job does not take `data`; all problems are named
 * @throws {@link JobModuleBrokenError} when the module of the job cannot be compiled or loaded
 * @throws {@link JobMissingError} when the module exports no such job
 * @throws {@link JobSourceUnknownError} when the file of the class cannot be found out
 * @throws {@link ModelsUnknownError} when an entry of `models` leads to no plugin
 * @example
 * ```ts
 * const result = await runJob(NewBranch, {
 *   data: { siteName: 'Rotterdam', switchCount: 2, switchModel: { model: 'C9300-48P' } },
 *   seed: (em) => { em.create(DeviceType, { model: 'C9300-48P', … }); },
 * });
 *
 * expect(result.status).toBe('completed');
 * expect(result.changes.map((change) => change.display)).toContain('Rotterdam');
 * ```
 */
export async function runJob<Of extends Job>(
  job: JobClass<Of> | JobReference<Of>,
  options: RunJobOptions<Of> = {},
): Promise<JobRun> {
  const { file, name } = await findJob(job);
  const config = await findConfig(file);
  const plugins = options.models
    ? await resolveModels(options.models, file)
    : // Packages of a configuration are found from its folder.
      await resolveModels(config?.plugins ?? [], join(config?.rootDir ?? dirname(file), 'jobwright.config.ts'));
  const bench = await openBench(plugins, config?.jobAccess);
  const outcome = await bench.run({
    place: await placeJobModule(file, { plugins: plugins.map(({ plugin }) => plugin), config }),
    className: name,
    data: toWireData(options.data ?? {}),
    files: toBenchFiles(options.files ?? {}),
    commit: options.commit,
    seed: options.seed,
    user: toBenchUser(options.user),
    secrets: options.secrets ?? {},
    pluginSettings: options.pluginSettings ?? (options.models ? {} : (config?.pluginSettings ?? {})),
    egress: options.egress && { hosts: [...options.egress] },
    limits: { ...(config?.limits ?? defaultLimits), ...options.limits },
  });
  return describeRun(outcome, { file, name });
}

async function findJob(job: JobClass | JobReference): Promise<FoundClass> {
  if (typeof job !== 'function') return { file: await realpath(fileURLToPath(job.module)), name: job.name };
  const file = locateClass(job);
  if (file === undefined) {
    throw new JobSourceUnknownError(
      `The file of the class ${job.name} cannot be found out. Name it: ` +
        `runJob(jobIn(new URL('./<file>.ts', import.meta.url), '${job.name}'), …).`,
    );
  }
  return { file: await realpath(file), name: job.name };
}

function openBench(plugins: readonly TestPlugin[], jobAccess: Config['jobAccess'] | undefined): Promise<JobBench> {
  const key = JSON.stringify([plugins.map(({ url }) => url), jobAccess]);
  const open = benches.get(key);
  if (open) return open;
  const opening = JobBench.open({ plugins, jobAccess, cacheFolder: cacheFolder() });
  benches.set(key, opening);
  // The next call tries again.
  opening.then((bench) => bench.ready).catch(() => benches.delete(key));
  return opening;
}
