import { workerLockFamily } from '../../database/advisory-locks.ts';

/**
 * SQL condition on a row `worker` of `extras_worker`: its process lives, because it holds its advisory lock. PostgreSQL
 * takes the lock away the moment the process or its connection is gone.
 */
export const workerIsAliveSql = `exists (
  select from pg_locks
  where locktype = 'advisory' and classid = ${workerLockFamily} and objid = worker.number and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database()))`;

/** SQL of the rows of processes that take runs at the moment. */
export const liveWorkerSql = `
  select from extras_worker as worker where worker.stopped is null and worker.slots > 0 and ${workerIsAliveSql}`;
