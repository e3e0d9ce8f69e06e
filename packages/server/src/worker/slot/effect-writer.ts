import type { Pool } from 'pg';
import { LogStoreError } from '../../errors/run.ts';
import { redactUrl } from '../../modules/secrets/redact-url.ts';
import type { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import type { EffectEnd, EffectRecorder, EffectStart } from '../../runtime/host/http/effect.ts';
import type { RunPhase } from './record-changes.ts';

const maxUrlLength = 2000;

const insertEffect = `
insert into extras_effect
  (job_result_id, seq, phase, time, method, url, header_names, sent, request_bytes, error)
values ($1, $2, $3, now(), $4, $5, $6, $7, $8, $9)`;

const updateEffect = `
update extras_effect set status = $3, response_bytes = $4, duration_ms = $5, error = $6
where job_result_id = $1 and seq = $2`;

export interface EffectWriterOptions {
  /** Not the connection of the run's transaction: what it rolls back stays on record here. */
  readonly pool: Pool;
  readonly jobResultId: string;
  readonly redactor: SecretRedactor;
}

/** Stores the effects of one run: each before it leaves, and again when its answer is there. */
export class EffectWriter implements EffectRecorder {
  readonly #options: EffectWriterOptions;
  readonly #storing = new Set<Promise<void>>();
  #failure: LogStoreError | undefined;
  /** The unit of work that the next ones belong to. */
  phase: RunPhase = 'run';

  constructor(options: EffectWriterOptions) {
    this.#options = options;
  }

  async begin({ seq, method, url, headerNames, requestBytes, sent, error }: EffectStart): Promise<void> {
    const { pool, jobResultId, redactor } = this.#options;
    const shown = redactUrl(url, redactor).slice(0, maxUrlLength);
    const names = headerNames.map((name) => redactor.text(name));
    await pool.query({
      name: 'insert_effect',
      text: insertEffect,
      values: [jobResultId, seq, this.phase, method, shown, names, sent, requestBytes, error ?? null],
    });
  }

  end({ seq, status, responseBytes, durationMs, error }: EffectEnd): void {
    const storing = this.#update([seq, status ?? null, responseBytes, Math.round(durationMs), error ?? null]);
    this.#storing.add(storing);
    void storing.finally(() => this.#storing.delete(storing));
  }

  /**
   * Waits until everything is stored.
   * @throws {@link LogStoreError} when something could not be
   */
  async drain(): Promise<void> {
    await Promise.all(this.#storing);
    if (this.#failure) throw this.#failure;
  }

  /** Never rejects: a failure is kept. */
  async #update(values: readonly unknown[]): Promise<void> {
    const { pool, jobResultId } = this.#options;
    try {
      await pool.query({ name: 'update_effect', text: updateEffect, values: [jobResultId, ...values] });
    } catch (error) {
      this.#failure ??= new LogStoreError('The effects of the run could not be stored.', { cause: error });
    }
  }
}
