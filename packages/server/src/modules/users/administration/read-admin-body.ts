import { InputInvalidError } from '../../../errors.ts';
import type { RestModel } from '../../models/model-catalog.ts';
import { parseBody } from '../../models/parse-body.ts';
import type { ModelEntity } from '../../models/model-entity.ts';
import type {
  AdministeredBody,
  AdministeredValues,
  AdministrationScope,
} from '../../administration/administered-resource.ts';

/**
 * Reads a body whose form has been checked, with the objects that it refers to.
 * @throws {@link InputInvalidError}
 */
export async function readAdminBody(
  scope: AdministrationScope,
  model: RestModel,
  body: AdministeredBody,
): Promise<AdministeredValues> {
  const { em, permissions, context } = scope;
  const { values, problems } = await parseBody(
    { em, catalog: context.catalog, model, permissions, partial: true },
    body,
  );
  if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
  return values;
}

/** Ids of the objects of a list, as a body gave them or as an object has them. */
export function idsIn(list: unknown): ReadonlySet<string> {
  if (typeof list !== 'object' || list === null) return new Set();
  const items =
    'getItems' in list && typeof list.getItems === 'function'
      ? (list.getItems as (check: boolean) => unknown[]).call(list, false)
      : list;
  return new Set((items as readonly ModelEntity[]).map(({ id }) => id));
}
