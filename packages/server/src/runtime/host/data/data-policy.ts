import type { JsonObject } from '../../data-protocol.ts';

/** What a run may do with an object of a model. */
export type DataAction = 'view' | 'add' | 'change' | 'delete';

export const dataActions: readonly DataAction[] = ['view', 'add', 'change', 'delete'];

/** The objects of a model that an action is allowed with: every one, none, or those that fulfil a condition on properties. */
export type DataScope = 'all' | 'none' | { readonly where: JsonObject };

/**
 * What a run may touch. Made by the platform from the permissions of a user and from the configuration; nothing of it
 * comes from the job.
 */
export interface DataPolicy {
  /** @param label - of a model: `dcim.device` */
  scope(action: DataAction, label: string): DataScope;
  /** Who or what does not allow it, and what would: the middle of an error message, without a full stop. */
  explain(action: DataAction, label: string): string;
}

/** The platform's own permissions: everything. */
export const unboundedPolicy: DataPolicy = {
  scope: () => 'all',
  explain: (action, label) => `nothing forbids to ${action} ${label}`,
};
