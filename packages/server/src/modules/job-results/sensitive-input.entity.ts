import { defineEntity, p } from '@mikro-orm/core';
import { JobResult } from './job-result.entity.ts';

/** Input that must not be kept: it waits here for the slot, which deletes it in the statement that reads it. */
const SensitiveInputSchema = defineEntity({
  name: 'SensitiveInput',
  tableName: 'extras_sensitive_input',
  properties: {
    jobResult: () => p.manyToOne(JobResult).primary().ref().deleteRule('cascade'),
    input: p.json<Readonly<Record<string, unknown>>>().hidden(),
  },
});

export class SensitiveInput extends SensitiveInputSchema.class {}
SensitiveInputSchema.setClass(SensitiveInput);
