import { defineEntity, p } from '@mikro-orm/core';
import type { LogLevel } from '../../runtime/protocol.ts';
import { JobResult } from './job-result.entity.ts';

/** One line of a run's log. Written in batches while the run goes on, outside of its transaction; never changed. */
const LogEntrySchema = defineEntity({
  name: 'LogEntry',
  tableName: 'extras_log_entry',
  properties: {
    jobResult: () => p.manyToOne(JobResult).primary().ref().deleteRule('cascade'),
    /** Order of emission within the run; the first is 1. */
    seq: p.integer().primary(),
    time: p.datetime(3),
    /** Method that it came from: `run`, `testConsole`, `postRun`, or `initialization`. */
    group: p.string().length(200).name('grouping'),
    level: p.string().length(10).$type<LogLevel>(),
    /** Markdown. */
    message: p.text(),
    /** Label of the model of the object that it is about: `dcim.device`. */
    objectModel: p.string().length(200).nullable(),
    objectId: p.string().length(100).nullable(),
    /** Stays when the object is gone. */
    objectDisplay: p.string().length(500).nullable(),
  },
});

export class LogEntry extends LogEntrySchema.class {}
LogEntrySchema.setClass(LogEntry);
