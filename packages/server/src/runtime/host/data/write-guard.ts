import { DataPermissionError } from '../../../errors.ts';
import type { HostModel } from '../../../registry/index.ts';
import type { DataAction, DataPolicy } from './data-policy.ts';

/** Keys of one statement. */
const batchSize = 5000;

/** Finds which of these objects fulfil a condition, in the present state of the transaction. */
export type FindMatching = (model: HostModel, condition: object) => Promise<readonly string[]>;

/**
 * Refuses writes that the run may not make. It stands behind the change tracker, which hears of every object that is
 * written, whether the job names it, a condition matches it, or a foreign key drags it along.
 */
export class WriteGuard {
  readonly #policy: DataPolicy;
  readonly #findMatching: FindMatching;

  constructor(policy: DataPolicy, findMatching: FindMatching) {
    this.#policy = policy;
    this.#findMatching = findMatching;
  }

  /** @throws {@link DataPermissionError} when the run may do it with no object of the model */
  requireModel(action: DataAction, model: HostModel): void {
    if (this.#policy.scope(action, model.label) !== 'none') return;
    throw new DataPermissionError(action, model.label, { reason: this.#policy.explain(action, model.label) });
  }

  /** @throws {@link DataPermissionError} when the run may not do it with one of these objects, as they are now */
  async require(action: DataAction, model: HostModel, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    this.requireModel(action, model);
    const scope = this.#policy.scope(action, model.label);
    if (typeof scope === 'string') return;
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = ids.slice(start, start + batchSize);
      const condition = { $and: [{ [model.key.property]: { $in: batch } }, scope.where] };
      const allowed = new Set(await this.#findMatching(model, condition));
      const refused = batch.find((id) => !allowed.has(id));
      if (refused === undefined) continue;
      const reason = this.#policy.explain(action, model.label);
      throw new DataPermissionError(action, model.label, { reason, id: refused });
    }
  }
}
