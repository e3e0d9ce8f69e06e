import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { queryIn } from '../../database/query.ts';
import { type ForeignKeyGraph, type HostModel, type HostModels, loadForeignKeys } from '../../registry/index.ts';
import { buildChangeList } from '../../runtime/host/data/changes/build-change-list.ts';
import { ChangeTracker } from '../../runtime/host/data/changes/change-tracker.ts';
import { createRedaction } from '../../runtime/host/data/changes/redaction.ts';
import type { DataPolicy } from '../../runtime/host/data/data-policy.ts';
import { WriteGuard } from '../../runtime/host/data/write-guard.ts';
import { type ChangeAuthor, recordChanges } from '../object-changes/record-changes.ts';
import type { RestModel } from './model-catalog.ts';

/** Objects that one request may touch, those that deletes drag along included. */
const maxObjects = 100_000;

/** Watches what the writes of one request do, with the same means as the runs of jobs. */
export interface ChangeWatch {
  /** Must be called before objects are changed; locks them. */
  readonly beforeUpdate: (ids: readonly string[]) => Promise<void>;
  /**
   * Must be called before objects are deleted; notes what goes with them.
   * @throws {@link DataPermissionError} when the policy does not allow something of it
   */
  readonly beforeDelete: (ids: readonly string[]) => Promise<void>;
  readonly afterCreate: (ids: readonly string[]) => Promise<void>;
  /** Writes the audit records of everything that changed. Must be called when all is flushed, before the commit. */
  readonly record: (author: ChangeAuthor) => Promise<void>;
}

/** Makes audit records of writes that REST does itself. One for the whole application. */
export class ChangeRecorder {
  readonly #models: HostModels;
  #foreignKeys: Promise<ForeignKeyGraph> | undefined;

  constructor(models: HostModels) {
    this.#models = models;
  }

  /**
   * Begins to watch the transaction of `em`, in which objects of one model are about to be written.
   * @param policy - what a delete may do to other objects; undefined when nothing is deleted
   */
  async watch(em: EntityManager, model: RestModel, policy?: DataPolicy): Promise<ChangeWatch> {
    const query = queryIn(em);
    this.#foreignKeys ??= loadForeignKeys(query).catch((error: unknown) => {
      this.#foreignKeys = undefined; // the next request tries again
      throw error;
    });
    const foreignKeys = await this.#foreignKeys;
    const guard = policy && new WriteGuard(policy, (target, condition) => findMatching(em, target, condition));
    const options = { models: this.#models, foreignKeys, query, maxObjects };
    const tracker = new ChangeTracker(guard ? { ...options, guard } : options);
    const hostModel = this.#modelOf(model);
    const touchMembers = async (ids: readonly string[]): Promise<void> => {
      for (const collection of hostModel.collections) await tracker.touchMembers(collection, ids);
    };
    return {
      beforeUpdate: async (ids) => {
        await tracker.touch(hostModel, ids);
        await touchMembers(ids);
      },
      beforeDelete: (ids) => tracker.touchForDelete(hostModel, ids),
      afterCreate: async (ids) => {
        await tracker.created(hostModel, ids);
        await touchMembers(ids);
      },
      record: async (author) => {
        // A key for this request alone: redacted values of two requests cannot be compared.
        const redact = createRedaction(randomBytes(32));
        const { changes } = await buildChangeList({ tracker, query, redact, lastSeq: 0 });
        await recordChanges(query, changes, author);
      },
    };
  }

  #modelOf(model: RestModel): HostModel {
    const found = this.#models.find(model.meta.className);
    if (!found) throw new Error(`The model ${model.label} is not among the plugins' models.`);
    return found;
  }
}

async function findMatching(em: EntityManager, model: HostModel, condition: object): Promise<readonly string[]> {
  const { property } = model.key;
  const options = { fields: [property] as never, disableIdentityMap: true };
  const rows = (await em.find(model.meta.class, condition, options)) as readonly Record<string, unknown>[];
  return rows.map((row) => String(row[property]));
}
