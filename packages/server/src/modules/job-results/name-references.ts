import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { queryOn } from '../../database/query.ts';
import type { HostModels } from '../../registry/index.ts';
import { isUuid } from '../models/filters/parse-value.ts';
import { findHidden } from '../models/hidden-objects.ts';
import type { ModelCatalog, RestModel } from '../models/model-catalog.ts';
import { readDisplays, type References } from '../models/read-displays.ts';
import type { Sight } from '../users/sight.ts';
import type { ChangeEntryRow } from './read-result-parts.ts';

export interface NameScope {
  readonly pool: Pool;
  readonly em: EntityManager;
  readonly sight: Sight;
  readonly catalog: ModelCatalog;
  readonly hostModels: HostModels;
}

/** Displays by id. */
export type Names = ReadonlyMap<string, string>;

/**
 * Names of the objects that the fields of some changes refer to: as the same change list calls them, for a dry run has
 * made none of its objects, or else as the database does, if they are in the reader's sight.
 */
export async function nameReferences(
  { pool, em, sight, catalog, hostModels }: NameScope,
  jobResultId: string,
  rows: readonly ChangeEntryRow[],
): Promise<Names> {
  const referred = new Map<RestModel, Set<string>>();
  for (const row of rows) {
    const model = catalog.find(row.model);
    for (const field of model?.fields ?? []) {
      if (field.kind === 'scalar') continue;
      const change = row.fields[field.kind === 'to-one' ? field.column : field.name];
      const target = catalog.of(field.target);
      if (!change || !target) continue;
      const ids = referred.get(target) ?? new Set();
      referred.set(target, ids);
      for (const id of idsOf(change)) ids.add(id);
    }
  }
  const wanted = [...referred.values()].flatMap((ids) => [...ids]);
  if (wanted.length === 0) return new Map();
  const hides = await findHidden(em, sight, referred);
  const references: References = new Map();
  for (const [model, ids] of referred) {
    const host = hostModels.find(model.meta.className);
    if (host) references.set(host, new Set([...ids].filter((id) => !hides(model, id))));
  }
  const displays = await readDisplays(queryOn(pool), references);
  const { rows: changed } = await pool.query<{ id: string; display: string }>(
    `select object_id as id, display from extras_change_entry where job_result_id = $1 and object_id = any ($2)`,
    [jobResultId, wanted],
  );
  return new Map([
    ...[...displays.values()].flatMap((names) => [...names]),
    ...changed.map(({ id, display }) => [id, display] as const),
  ]);
}

/** The part of the names that one change needs. */
export function namesOf({ fields }: ChangeEntryRow, names: Names): Record<string, string> {
  const ids = Object.values(fields).flatMap((change) => idsOf(change));
  return Object.fromEntries(
    ids.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [[id, name]];
    }),
  );
}

function idsOf({ before, after }: { readonly before?: unknown; readonly after?: unknown }): readonly string[] {
  return [before, after].flat().filter((value) => typeof value === 'string' && isUuid(value)) as readonly string[];
}
