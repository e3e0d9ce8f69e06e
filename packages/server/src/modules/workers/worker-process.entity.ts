import { defineEntity, p } from '@mikro-orm/core';

/**
 * A process that takes runs from the queue. Its number is the key of an advisory lock that the process holds as long
 * as it lives: whoever can take that lock knows that it is dead.
 */
const WorkerProcessSchema = defineEntity({
  name: 'WorkerProcess',
  tableName: 'extras_worker',
  properties: {
    number: p.integer().primary().autoincrement(),
    hostname: p.string().length(255),
    pid: p.integer(),
    /** Runs at the same time. */
    slots: p.integer(),
    version: p.string().length(50),
    /** Name under which the queue's entries are locked for it. */
    queuePool: p.string().length(100).nullable(),
    started: p.datetime().onCreate(() => new Date()),
    /** Set when it stopped by itself, or when another process found it dead. */
    stopped: p.datetime().nullable(),
  },
});

export class WorkerProcess extends WorkerProcessSchema.class {}
WorkerProcessSchema.setClass(WorkerProcess);
