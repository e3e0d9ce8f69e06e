import { type Configuration, type EntityClass, type EntityManager, FlushMode, MikroORM } from '@mikro-orm/core';
import { installAsyncContext } from './async-context.ts';
import { markChanges } from './change-marks.ts';
import { installCursorText } from './cursor-text.ts';
import type { HostCall } from './host-call.ts';
import { SandboxDriver } from './sandbox-driver.ts';

export interface SandboxOrmOptions {
  /** Entities of all model packages. */
  readonly entities: readonly EntityClass<object>[];
  /** How the driver reaches the host. Not called before a unit of work is used. */
  readonly call: HostCall;
}

/** MikroORM inside the isolate. Made once, before any job code is there. */
export interface SandboxOrm {
  /** The entity manager of a new unit of work, in flush mode AUTO: queries see what was changed before them. */
  openUnitOfWork(): EntityManager;
}

/** Discovers the entities and connects them to the host. Synchronous; asks nothing of the host. */
export function createSandboxOrm({ entities, call }: SandboxOrmOptions): SandboxOrm {
  installAsyncContext();
  installCursorText();
  class BoundDriver extends SandboxDriver {
    constructor(config: Configuration) {
      super(config, call);
    }
  }
  const orm = new MikroORM({
    entities: [...entities],
    driver: BoundDriver,
    dbName: 'host',
    debug: false,
    ensureDatabase: false,
    implicitTransactions: true,
    flushMode: FlushMode.AUTO,
    discovery: { warnWhenNoEntities: false },
    // Colours and timings are for a terminal.
    colors: false,
  });
  markChanges(orm.getMetadata());
  return {
    openUnitOfWork: () => orm.em.fork({ flushMode: FlushMode.AUTO, useContext: true }),
  };
}
