import { QueryHelper } from '@mikro-orm/core';
import { fits, type JobAccess, type JobAccessRule, jobAccessOf } from '../../config/job-access.ts';
import type { Database } from '../../database/orm.ts';
import { ModelCatalog } from '../../modules/models/model-catalog.ts';
import { platformModels } from '../../modules/models/platform-models.ts';
import { createPermissions, type Permissions } from '../../modules/users/permissions.ts';
import { User } from '../../modules/users/user.entity.ts';
import type { HostModel, HostModels } from '../../registry/index.ts';
import {
  type DataAction,
  dataActions,
  type DataPolicy,
  type DataScope,
  unboundedPolicy,
} from '../../runtime/host/data/data-policy.ts';
import type { JsonObject } from '../../runtime/data-protocol.ts';
import type { RunRecord } from './run-record.ts';

export interface RunPolicyOptions {
  readonly database: Database;
  readonly models: HostModels;
  readonly jobAccess: readonly JobAccessRule[];
}

/** Finds out what runs may touch. Permissions are read anew for each run. */
export class RunPolicies {
  readonly #options: RunPolicyOptions;
  #catalog: ModelCatalog | undefined;

  constructor(options: RunPolicyOptions) {
    this.#options = options;
  }

  async policyOf(run: Pick<RunRecord, 'jobPath' | 'user'>): Promise<DataPolicy> {
    const access = jobAccessOf(this.#options.jobAccess, run.jobPath);
    const user = access.actAs === 'user' ? await this.#readUserScopes(run.user) : undefined;
    if (access.allow === undefined) return user ?? unboundedPolicy;
    return allowedBy(access, user ?? unboundedPolicy);
  }

  /** @returns undefined for an administrator, who may do everything */
  async #readUserScopes({ id, name }: RunRecord['user']): Promise<DataPolicy | undefined> {
    const em = this.#options.database.orm.em.fork();
    const user = id === null ? null : await em.findOne(User, { id, isActive: true });
    if (user?.isSuperuser) return undefined;
    const scopes = new Map<string, DataScope>();
    if (user) {
      this.#catalog ??= this.#createCatalog();
      const { username, email } = user;
      const caller = { id: user.id, username, email, isSuperuser: false, writeEnabled: true, isLimited: false };
      const permissions = createPermissions(em, this.#catalog, caller);
      for (const model of this.#options.models.all) {
        for (const action of dataActions) {
          scopes.set(`${action} ${model.label}`, await this.#readScope(permissions, action, model));
        }
      }
    }
    const owner = user ? `the user "${name}"` : `the user "${name}", who is not there any more or disabled,`;
    return {
      scope: (action, label) => scopes.get(`${action} ${label}`) ?? 'none',
      explain: (action, label) =>
        scopes.get(`${action} ${label}`) === undefined || scopes.get(`${action} ${label}`) === 'none'
          ? `${owner} lacks the permission "${action}" on ${label}`
          : `the permission "${action}" of ${owner} is for other objects of ${label}`,
    };
  }

  async #readScope(permissions: Permissions, action: DataAction, model: HostModel): Promise<DataScope> {
    const grant = await permissions.grant(action, model.label);
    if (!grant) return 'none';
    if (grant.objects === 'all') return 'all';
    // In the form that the driver takes, as it is with the conditions of jobs.
    const { orm } = this.#options.database;
    const where = QueryHelper.processWhere({
      where: grant.where as never,
      entityName: model.meta.class,
      metadata: orm.getMetadata(),
      platform: orm.driver.getPlatform(),
      aliased: true,
    });
    return { where: where as unknown as JsonObject };
  }

  #createCatalog(): ModelCatalog {
    const { orm, plugins } = this.#options.database;
    return new ModelCatalog(
      orm,
      plugins.flatMap((plugin) => plugin.models),
      platformModels,
    );
  }
}

/** A policy within the list of what the configuration allows. */
function allowedBy({ allow = {}, jobs = '' }: JobAccess, inner: DataPolicy): DataPolicy {
  const isAllowed = (action: DataAction, label: string): boolean =>
    Object.entries(allow).some(([pattern, actions]) => fits(pattern, label) && actions.includes(action));
  return {
    scope: (action, label) => (isAllowed(action, label) ? inner.scope(action, label) : 'none'),
    explain: (action, label) =>
      isAllowed(action, label)
        ? inner.explain(action, label)
        : `the configuration does not allow it to jobs "${jobs}" (key "jobAccess")`,
  };
}
