import { defineEntity, p } from '@mikro-orm/core';
import { v7 as uuidv7 } from 'uuid';
import { JobResult } from '../job-results/job-result.entity.ts';
import { changeActions, type FieldChange } from '../job-results/change-entry.entity.ts';
import { User } from '../users/user.entity.ts';

/** Audit record: who changed which object, when and how. Written in the transaction of the change itself; never changed. */
const ObjectChangeSchema = defineEntity({
  name: 'ObjectChange',
  tableName: 'extras_object_change',
  indexes: [
    { name: 'extras_object_change_object_index', properties: ['changedObjectType', 'changedObjectId', 'time'] },
    { properties: ['time'] },
  ],
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => uuidv7()),
    time: p.datetime(3).onCreate(() => new Date()),
    user: () => p.manyToOne(User).nullable().ref().deleteRule('set null'),
    userName: p.string().length(150),
    requestId: p.uuid().index(),
    action: p.enum(changeActions),
    /** Label of the model: `dcim.device`. */
    changedObjectType: p.string().length(200),
    changedObjectId: p.string().length(100),
    /** How the object showed itself, after a create or update, before a delete. */
    objectRepr: p.string().length(500),
    fields: p.json<Readonly<Record<string, FieldChange>>>(),
    /** The run that made the change, if one did. */
    jobResult: () => p.manyToOne(JobResult).nullable().ref().deleteRule('set null').index(),
  },
});

export class ObjectChange extends ObjectChangeSchema.class {}
ObjectChangeSchema.setClass(ObjectChange);
