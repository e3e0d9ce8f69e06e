import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import type { JobwrightError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import type { TSchema } from '../../http/typebox.ts';
import type { AuditSubject } from '../audit/record-administration.ts';
import type { ListQueryOptions } from '../models/filters/parse-list-query.ts';
import type { Where } from '../models/filters/where.ts';
import type { RestModel } from '../models/model-catalog.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import type { Caller } from '../users/caller.ts';
import type { PermissionAction, Permissions } from '../users/permissions.ts';

/** A body whose form has been checked by its schema. */
export type AdministeredBody = Readonly<Record<string, unknown>>;

/** What an object is set to, by property of its entity. */
export type AdministeredValues = Readonly<Record<string, unknown>>;

/** Who writes, and in which transaction. */
export interface AdministrationScope {
  readonly context: AppContext;
  readonly em: EntityManager;
  readonly caller: Caller;
  readonly permissions: Permissions;
}

/** The object that a body is for. */
export interface WriteTarget {
  readonly id: string;
  /** The object as it is; undefined for a create. */
  readonly current: ModelEntity | undefined;
}

/** What a create or change comes to. */
export interface Preparation {
  readonly values: AdministeredValues;
  /** What is to be done or checked when the object is written, before the commit. */
  readonly settle?: (() => Promise<void>) | undefined;
}

/** What the OpenAPI document says of a resource. */
export interface ResourceDocument {
  readonly tag: string;
  /** Beginning of the operation ids: `users_groups`. */
  readonly operation: string;
  /** Schema of an object. */
  readonly component: string;
  readonly summaries: {
    readonly list: string;
    readonly retrieve: string;
    /** Only of a resource that has a {@link AdministeredResource.createSchema}. */
    readonly create?: string;
    readonly change: string;
    readonly delete: string;
  };
  readonly descriptions?: { readonly list?: string; readonly change?: string };
  /** What the answers are: `The group.`, `A page of groups.`, `The group is gone.` */
  readonly answers: { readonly one: string; readonly page: string; readonly deleted: string };
  /** Writes that the state of the object may forbid. @defaultValue none */
  readonly conflicts?: readonly ('create' | 'change' | 'delete')[];
  /** Parameters of the list. @defaultValue `limit`, `offset` and `q` */
  readonly listQuery?: TSchema;
}

/**
 * A kind of object that people administer by REST: listed, shown, created, changed and deleted, with permissions, records
 * of change and the audit log. Everything that differs between the kinds is here.
 */
export interface AdministeredResource {
  readonly model: RestModel;
  /** What the audit log calls it. */
  readonly subject: AuditSubject;
  readonly document: ResourceDocument;
  /** Absent: such objects come into being in another way. */
  readonly createSchema?: TSchema;
  readonly changeSchema: TSchema;
  /** Filters of the list besides those of the model. */
  readonly listOptions?: ListQueryOptions;
  /** Says that there is no such object. @defaultValue `Not found.` */
  readonly missing?: string;
  /**
   * True: what the object refers to is named whether or not it is in the reader's sight, because the object keeps those
   * names itself. @defaultValue false
   */
  readonly namesReferences?: boolean;
  /**
   * The objects that somebody may do this with.
   * @defaultValue those that the user's permissions open
   * @throws {@link PermissionDeniedError} when it is none at all
   */
  readonly reach?: (request: FastifyRequest, action: PermissionAction) => Promise<Where>;
  /** Checks what a create or change asks for. */
  readonly prepare: (scope: AdministrationScope, body: AdministeredBody, target: WriteTarget) => Promise<Preparation>;
  /**
   * Checks whether the object may be deleted.
   * @returns what is to be done or checked when it is gone, before the commit
   */
  readonly prepareDelete?: (
    scope: AdministrationScope,
    current: ModelEntity,
  ) => Promise<(() => Promise<void>) | undefined>;
  /** The error for an object that must be unique and is not. @defaultValue 400, by field */
  readonly takenError?: (values: AdministeredValues, current: ModelEntity | undefined) => JobwrightError;
  /** What follows a create or change, after the commit; the answer shows the object as it is then. */
  readonly follow?: (request: FastifyRequest, written: ModelEntity) => Promise<void>;
}
