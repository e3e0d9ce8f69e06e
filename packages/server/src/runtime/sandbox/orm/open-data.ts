import type { ModelDefinition } from '@jobwright/sdk';
import { validatedSave } from '@jobwright/sdk/internal/entities';
import type { EntityManager } from '@mikro-orm/core';
import { createSandboxOrm } from './create-orm.ts';
import { findModels } from './find-models.ts';
import type { HostCall } from './host-call.ts';

export interface OpenDataOptions {
  /** Exports of the model packages. */
  readonly packages: readonly Readonly<Record<string, unknown>>[];
  /** How the driver reaches the host. Not called before a unit of work is used. */
  readonly call: HostCall;
}

/** The data of the platform as jobs see it. */
export interface SandboxData {
  readonly models: readonly ModelDefinition[];
  readonly openUnitOfWork: () => EntityManager;
  readonly validatedSave: typeof validatedSave;
}

/** Discovers the models and their entities. It is most of what an isolate has to do before a job can run. */
export function openData({ packages, call }: OpenDataOptions): SandboxData {
  const { models, entities } = findModels(packages);
  const orm = createSandboxOrm({ entities, call });
  return { models, openUnitOfWork: () => orm.openUnitOfWork(), validatedSave };
}
