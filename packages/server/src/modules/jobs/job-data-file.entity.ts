import { defineEntity, p } from '@mikro-orm/core';

/** A JSON or YAML file that jobs may load, under the digest of its content. Written by discovery, never changed. */
const JobDataFileSchema = defineEntity({
  name: 'JobDataFile',
  tableName: 'extras_job_data_file',
  properties: {
    /** SHA-256 of `content`, 64 hexadecimal digits. */
    digest: p.string().length(64).primary(),
    content: p.text(),
    created: p.datetime().onCreate(() => new Date()),
  },
});

export class JobDataFile extends JobDataFileSchema.class {}
JobDataFileSchema.setClass(JobDataFile);
