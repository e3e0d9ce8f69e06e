import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../database/orm.ts';
import type { RunEvents } from '../modules/job-results/run-events.ts';
import type { HostModels } from '../registry/index.ts';
import type { ModelCatalog } from '../modules/models/model-catalog.ts';
import type { SecretBox } from '../modules/secrets/secret-box.ts';
import type { RequestData } from '../runtime/protocol.ts';

/** What the routes work with. Made once by `buildApp`, handed to each of them. */
export interface AppContext {
  readonly database: Database;
  readonly catalog: ModelCatalog;
  /** The plugins' models as tables. */
  readonly hostModels: HostModels;
  readonly runEvents: RunEvents;
  readonly secretBox: SecretBox;
  /** A unit of work for one request. */
  readonly em: () => EntityManager;
  /** Where runs that are asked for through this application come from. */
  readonly origin: RequestData['origin'];
}
