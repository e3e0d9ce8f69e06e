import type { HostModel, Query } from '../../registry/index.ts';

/** Ids of objects by model. */
export type References = Map<HostModel, Set<string>>;

/** Displays by model and id. */
export type Displays = ReadonlyMap<HostModel, ReadonlyMap<string, string>>;

/** Names of objects of several models, in one statement. Those that do not exist are left out. */
export async function readDisplays(query: Query, references: References): Promise<Displays> {
  const wanted = [...references].filter(([, ids]) => ids.size > 0);
  if (wanted.length === 0) return new Map();
  const parts = wanted.map(
    ([model], index) =>
      `select ${index} as part, id, display from (${model.display.query.replaceAll('$1', `$${index + 1}`)}) as p${index}`,
  );
  const rows = await query<{ part: number; id: string; display: string }>(
    parts.join(' union all '),
    wanted.map(([, ids]) => [...ids]),
  );
  const displays = new Map(wanted.map(([model]) => [model, new Map<string, string>()]));
  for (const { part, id, display } of rows) {
    const model = wanted[part]?.[0];
    if (model) displays.get(model)?.set(id, display);
  }
  return displays;
}
