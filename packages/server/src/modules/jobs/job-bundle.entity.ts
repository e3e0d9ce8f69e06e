import { defineEntity, p } from '@mikro-orm/core';

/**
 * Compiled code of one version of a job module, under the digest of that code. Written by the compiler, never changed,
 * read by every slot that runs a job of it: code travels between machines by digest.
 */
const JobBundleSchema = defineEntity({
  name: 'JobBundle',
  tableName: 'extras_job_bundle',
  properties: {
    /** SHA-256 of `code`, 64 hexadecimal digits. */
    digest: p.string().length(64).primary(),
    /** CommonJS text for the isolate; the runtime's packages come through `require`. */
    code: p.text(),
    /** Source map of `code` as JSON text; maps frames back to the author's TypeScript. */
    sourceMap: p.text(),
    created: p.datetime().onCreate(() => new Date()),
  },
});

export class JobBundle extends JobBundleSchema.class {}
JobBundleSchema.setClass(JobBundle);
