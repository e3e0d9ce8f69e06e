import { defineEntity, p } from '@mikro-orm/core';
import { JobResult } from './job-result.entity.ts';

/**
 * One request that a run sent to another system, or would have sent. Written by the host as it happens and apart from the
 * run's transaction: what was sent stays on record, whatever becomes of the run.
 */
const EffectSchema = defineEntity({
  name: 'Effect',
  tableName: 'extras_effect',
  properties: {
    jobResult: () => p.manyToOne(JobResult).primary().ref().deleteRule('cascade'),
    /** Order within the run; the first is 1. */
    seq: p.integer().primary(),
    /** The unit of work that it belongs to. */
    phase: p.enum(['run', 'postRun'] as const).default('run'),
    time: p.datetime(),
    method: p.string().length(200),
    /** Without user, fragment, and what looks like a credential or is a secret of the job. */
    url: p.string().length(2000),
    /** Names of the headers that the job set. Their values are kept nowhere. */
    headerNames: p.array(),
    /** False: it was held back in a dry run, or refused. */
    sent: p.boolean(),
    /** Of the answer; null when none came. */
    status: p.integer().nullable(),
    requestBytes: p.integer(),
    /** Of the body, decoded, as far as it came. Null: the end is not recorded. */
    responseBytes: p.integer().nullable(),
    durationMs: p.integer().nullable(),
    /** Code of the error that the job got. */
    error: p.string().length(100).nullable(),
  },
});

export class Effect extends EffectSchema.class {}
EffectSchema.setClass(Effect);
