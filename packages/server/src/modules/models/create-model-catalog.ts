import type { Database } from '../../database/orm.ts';
import { ModelCatalog } from './model-catalog.ts';
import { platformModels } from './platform-models.ts';

/** The models of the platform and of the plugins of a database. */
export function createModelCatalog({ orm, plugins }: Database): ModelCatalog {
  const models = plugins.flatMap((plugin) => plugin.models);
  return new ModelCatalog(orm, models, platformModels);
}
