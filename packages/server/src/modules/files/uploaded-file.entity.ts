import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { JobResult } from '../job-results/job-result.entity.ts';
import { User } from '../users/user.entity.ts';

/**
 * A file that was sent with a run. It lives in the database so that any worker on any machine can read it, and only
 * as long as the run: it goes with the run's final status, also after a crash.
 */
const UploadedFileSchema = defineEntity({
  name: 'UploadedFile',
  tableName: 'extras_uploaded_file',
  properties: {
    ...baseProperties,
    name: p.string().length(255),
    contentType: p.string().length(255),
    /** In bytes. */
    size: p.bigint('number'),
    sha256: p.string().length(64),
    user: () => p.manyToOne(User).nullable().ref().deleteRule('set null'),
    /** Null until the run that it was sent for is submitted; such a file goes after an hour. */
    jobResult: () => p.manyToOne(JobResult).nullable().ref().deleteRule('cascade').index(),
  },
});

export class UploadedFile extends UploadedFileSchema.class {}
UploadedFileSchema.setClass(UploadedFile);
