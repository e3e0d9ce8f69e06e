import type { JobDescriptor } from '@jobwright/sdk/internal';
import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { JobBundle } from './job-bundle.entity.ts';
// oxlint-disable-next-line import/no-cycle -- modules and jobs refer to each other, in functions that run when both are loaded
import { JobModule } from './job-module.entity.ts';

/** A job class as the platform knows it. Its id stays the same over all versions of its code. */
const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'extras_job',
  properties: {
    ...baseProperties,
    module: () => p.manyToOne(JobModule).ref().deleteRule('cascade'),
    /** `<source>/<module>/<Class>`, e.g. `local/example/MyJob`. */
    classPath: p.string().length(800).unique(),
    className: p.string().length(200),
    name: p.string().length(200),
    description: p.text().default(''),
    /** What the isolate said about the class, checked against the descriptor's schema by the host. */
    descriptor: p.json<JobDescriptor>(),
    bundle: () => p.manyToOne(JobBundle).ref().deleteRule('restrict'),
    /** A disabled job stays listed and cannot be run. */
    enabled: p.boolean().default(true),
    /** False when the class is gone from its module: its results stay, it cannot be run. */
    installed: p.boolean().default(true),
  },
});

export class Job extends JobSchema.class {}
JobSchema.setClass(Job);
