import { defineEntity, p } from '@mikro-orm/core';

/** A file of its author that a bundle was made of. */
export interface BundleInput {
  /** Below the source's root, with `/` between its parts. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Compiled code of one version of a job module, under the digest of that code. Written by the compiler, never changed,
 * read by every slot that runs a job of it: code travels between machines by digest.
 */
const JobBundleSchema = defineEntity({
  name: 'JobBundle',
  tableName: 'extras_job_bundle',
  properties: {
    /** SHA-256 of `code`, 64 hexadecimal digits. A comment at the end of `code` makes it depend on `dataFiles` as well. */
    digest: p.string().length(64).primary(),
    /** CommonJS text for the isolate; the runtime's packages come through `require`. */
    code: p.text(),
    /** Source map of `code` as JSON text; maps frames back to the author's TypeScript. */
    sourceMap: p.text(),
    inputs: p.json<readonly BundleInput[]>(),
    /**
     * JSON and YAML files of the source at that version, for `loadJson` and `loadYaml`: digests of {@link JobDataFile}
     * by path below the source's root.
     */
    dataFiles: p.json<Readonly<Record<string, string>>>(),
    created: p.datetime().onCreate(() => new Date()),
  },
});

export class JobBundle extends JobBundleSchema.class {}
JobBundleSchema.setClass(JobBundle);
