import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import type { AppContext } from '../../../http/app-context.ts';
import type { TSchema } from '../../../http/typebox.ts';
import type { AuditSubject } from '../../audit/record-administration.ts';
import type { Where } from '../../models/filters/where.ts';
import type { RestModel } from '../../models/model-catalog.ts';
import type { ModelEntity } from '../../models/model-entity.ts';
import type { Caller } from '../caller.ts';
import type { Permissions } from '../permissions.ts';

export type AdminBody = Readonly<Record<string, unknown>>;

/** Who writes, and in which transaction. */
export interface AdminScope {
  readonly context: AppContext;
  readonly em: EntityManager;
  readonly caller: Caller;
  readonly permissions: Permissions;
}

/** A kind of object that administers access, and the rules for writing it. */
export interface AdminResource {
  readonly model: RestModel;
  /** What the audit log calls it. */
  readonly subject: AuditSubject;
  /** Beginning of the operation ids: `users_groups`. */
  readonly operation: string;
  /** With its article: `a group`. */
  readonly noun: string;
  readonly plural: string;
  /** Schema of an object in the OpenAPI document. */
  readonly component: string;
  readonly createSchema: TSchema;
  readonly changeSchema: TSchema;
  /** Which objects the user of a request may see. */
  readonly visible: (request: FastifyRequest) => Promise<Where>;
  /**
   * Checks what a create or change asks for, and gives it by property.
   * @param current the object as it is; undefined for a create
   */
  readonly prepare: (
    scope: AdminScope,
    body: AdminBody,
    current: ModelEntity | undefined,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** What is to be done or checked when the object is written, before the commit. */
  readonly settle?: (scope: AdminScope, written: { readonly id: string; readonly body: AdminBody }) => Promise<void>;
  /** Checks whether the object may be deleted. */
  readonly beforeDelete?: (scope: AdminScope, current: ModelEntity) => Promise<void>;
}
