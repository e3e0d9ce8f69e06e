import { type Configuration, type EntityClass, type EntityManager, FlushMode, MikroORM } from '@mikro-orm/core';
import { installAsyncContext } from './async-context.ts';
import { markChanges } from './change-marks.ts';
import { installCursorText } from './cursor-text.ts';
import type { HostCall } from './host-call.ts';
import { SandboxDriver } from './sandbox-driver.ts';
import { shareMetadata } from './share-metadata.ts';
import { refuseUnloadedReads } from './unloaded-reads.ts';

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
  const em = discover(entities, bindDriver(call));
  return {
    openUnitOfWork: () => em.fork({ flushMode: FlushMode.AUTO, useContext: true }),
  };
}

/**
 * The entity manager that all others are forks of. Nothing else of MikroORM is kept, above all not what its discovery was
 * busy with: an isolate has to make at its start whatever is.
 */
function discover(entities: SandboxOrmOptions['entities'], driver: typeof SandboxDriver): EntityManager {
  const orm = new MikroORM({
    entities: [...entities],
    driver: driver as new (config: Configuration) => SandboxDriver,
    dbName: 'host',
    debug: false,
    ensureDatabase: false,
    implicitTransactions: true,
    flushMode: FlushMode.AUTO,
    discovery: { warnWhenNoEntities: false },
    // Colours and timings are for a terminal.
    colors: false,
  });
  Reflect.deleteProperty(orm.em, 'fork'); // see below
  shareMetadata(orm.getMetadata());
  markChanges(orm.getMetadata());
  refuseUnloadedReads(orm.getMetadata());
  return orm.em;
}

function bindDriver(call: HostCall): typeof SandboxDriver {
  return class BoundDriver extends SandboxDriver {
    constructor(config: Configuration) {
      super(config, call);
    }

    override createEntityManager(useContext?: boolean): never {
      const em = super.createEntityManager(useContext) as EntityManager;
      // MikroORM forks it for each entity, only to have a factory for its prototype: one fork does for all of them.
      const fork = em.fork();
      em.fork = () => fork;
      return em as never;
    }
  };
}
