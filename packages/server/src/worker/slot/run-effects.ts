import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { egressRuleOf } from '../../config/egress.ts';
import type { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import { EgressPolicy } from '../../runtime/host/http/egress-policy.ts';
import { HttpCalls } from '../../runtime/host/http/http-calls.ts';
import type { OperationTable } from '../../runtime/runtime.ts';
import type { RunAssignment } from '../slot-port.ts';
import { EffectWriter } from './effect-writer.ts';
import type { RunPhase } from './record-changes.ts';
import type { RunRecord } from './run-record.ts';

export interface RunEffectsOptions {
  /** Not the connection of the run's transaction: what it rolls back stays on record here. */
  readonly pool: Pool;
  readonly run: Pick<RunRecord, 'id' | 'jobPath' | 'commit' | 'readOnly'>;
  readonly assignment: Pick<RunAssignment, 'limits' | 'egress'>;
  readonly redactor: SecretRedactor;
}

/**
 * What one run does outside of the database: its requests, and the record of them. A dry run sends nothing that may change
 * something, and a read-only job never does.
 */
export class RunEffects implements Disposable {
  readonly #writer: EffectWriter;
  readonly #http: HttpCalls;

  constructor({ pool, run, assignment, redactor }: RunEffectsOptions) {
    const { rules = [], caFile } = assignment.egress ?? {};
    this.#writer = new EffectWriter({ pool, jobResultId: run.id, redactor });
    this.#http = new HttpCalls({
      policy: new EgressPolicy(run.jobPath, egressRuleOf({ rules }, run.jobPath)),
      limits: assignment.limits,
      unsafe: run.readOnly ? 'refuse' : run.commit ? 'send' : 'withhold',
      recorder: this.#writer,
      ...(caFile === undefined ? {} : { readAuthorities: () => readFileSync(caFile, 'utf8') }),
    });
  }

  /** The operations for the isolate. */
  get operations(): OperationTable {
    return this.#http.operations;
  }

  /** Requests that were held back. */
  get withheld(): number {
    return this.#http.withheld;
  }

  /** Requests that may have changed something elsewhere, and that no rollback takes back. */
  get sentUnsafe(): number {
    return this.#http.sentUnsafe;
  }

  /** The unit of work that the next ones belong to. */
  enter(phase: RunPhase): void {
    this.#writer.phase = phase;
  }

  /** Ends every request, and waits until the end of each is recorded or on its way to the database. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  /**
   * Waits until everything recorded so far is stored.
   * @throws {@link LogStoreError} when something could not be
   */
  async drain(): Promise<void> {
    await this.#writer.drain();
  }

  /** Closes every connection; whatever waits for one ends with an error. */
  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }
}
