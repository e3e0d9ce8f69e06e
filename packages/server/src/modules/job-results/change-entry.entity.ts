import { defineEntity, p } from '@mikro-orm/core';
import { JobResult } from './job-result.entity.ts';

export const changeActions = ['create', 'update', 'delete'] as const;
export type ChangeAction = (typeof changeActions)[number];

/** A column before and after, in the wire form of REST. `before` is absent for a create, `after` for a delete. */
export interface FieldChange {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An object that went, or lost a reference, because another one was deleted. */
export interface CascadedChange {
  readonly action: 'delete' | 'update';
  readonly model: string;
  readonly id: string;
  readonly display: string;
}

/** One object that a run created, updated or deleted, net over its unit of work. Written by the host alone. */
const ChangeEntrySchema = defineEntity({
  name: 'ChangeEntry',
  tableName: 'extras_change_entry',
  indexes: [{ properties: ['model', 'objectId'] }],
  properties: {
    jobResult: () => p.manyToOne(JobResult).primary().ref().deleteRule('cascade'),
    /** Order of first touch within the run; the first is 1. */
    seq: p.integer().primary(),
    /** The unit of work it belongs to. */
    phase: p.enum(['run', 'postRun'] as const).default('run'),
    action: p.enum(changeActions),
    /** Label of the model: `dcim.device`. */
    model: p.string().length(200),
    objectId: p.string().length(100),
    display: p.string().length(500),
    fields: p.json<Readonly<Record<string, FieldChange>>>(),
    /** The row's version before the run (its version column, or its last update), as text. */
    versionBefore: p.string().length(100).nullable(),
    /** What a delete dragged along. */
    cascades: p.json<readonly CascadedChange[]>().nullable(),
  },
});

export class ChangeEntry extends ChangeEntrySchema.class {}
ChangeEntrySchema.setClass(ChangeEntry);
