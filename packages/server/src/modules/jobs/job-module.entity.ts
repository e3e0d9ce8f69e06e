import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { JobBundle } from './job-bundle.entity.ts';
// oxlint-disable-next-line import/no-cycle -- modules and jobs refer to each other, in functions that run when both are loaded
import { Job } from './job.entity.ts';

/** Kinds of places that job modules come from. */
export const jobSources = ['local', 'git', 'plugin'] as const;
export type JobSource = (typeof jobSources)[number];

/** Why a module could not be compiled or described. Written by discovery, shown beside the module. */
export interface JobModuleError {
  readonly code: string;
  readonly message: string;
  /** File below the source's root. */
  readonly file?: string;
  /** First line is 1. */
  readonly line?: number;
  /** First column is 1. */
  readonly column?: number;
  /** The lines around the place, ready to print in a fixed-width font. */
  readonly excerpt?: string;
}

/** One file of job classes, as discovery found it. A broken module stays listed, with its error and its last good bundle. */
const JobModuleSchema = defineEntity({
  name: 'JobModule',
  tableName: 'extras_job_module',
  uniques: [{ properties: ['slug', 'modulePath'] }],
  properties: {
    ...baseProperties,
    source: p.enum(jobSources),
    /** First part of the path of its jobs: `local`, `git.<repository>` or `plugin`. */
    slug: p.string().length(200),
    /** Second part of the path of its jobs: `example`, `my_plugin.jobs.file`. */
    modulePath: p.string().length(400),
    /** The module's `export const name`, or its path. Jobs are listed under it. */
    displayName: p.string().length(200),
    /** File below the source's root: `example.ts`. */
    sourceFile: p.string().length(1000),
    /** Digest of all source files that went into the bundle: an unchanged module is not compiled again. */
    sourceDigest: p.string().length(64).nullable(),
    /** The last bundle that compiled and described itself. */
    bundle: () => p.manyToOne(JobBundle).nullable().ref().deleteRule('restrict'),
    gitCommit: p.string().length(64).nullable(),
    error: p.json<JobModuleError>().nullable(),
    /** False when the file is gone from its source. */
    installed: p.boolean().default(true),
    jobs: () => p.oneToMany(Job).mappedBy('module'),
  },
});

export class JobModule extends JobModuleSchema.class {}
JobModuleSchema.setClass(JobModule);
