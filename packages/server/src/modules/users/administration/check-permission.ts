import type { FieldProblems } from '../../../errors.ts';
import { suggestNames } from '../../models/filters/near-names.ts';
import { ValueProblem } from '../../models/filters/parse-value.ts';
import type { ModelCatalog, RestModel } from '../../models/model-catalog.ts';
import type { PermissionConstraint } from '../object-permission.entity.ts';
import { listConstraints, translateConstraint, type GrantedObjects } from '../permissions.ts';

/** Stands for whoever will have the permission. */
const anybody = '00000000-0000-0000-0000-000000000000';

/** What is wrong with a permission, by field: models that do not exist, and constraints that they cannot be asked for. */
export function findPermissionProblems(catalog: ModelCatalog, permission: GrantedObjects): FieldProblems {
  const unknown = permission.objectTypes.filter((label) => !catalog.find(label));
  const names = catalog.labels();
  const objectTypes = unknown.map((label) => `There is no model "${label}".${suggestNames(label, names)}`);
  const models = permission.objectTypes.flatMap((label) => catalog.find(label) ?? []);
  const constraints = findConstraintProblems(catalog, models, permission.constraints ?? null);
  return {
    ...(objectTypes.length > 0 ? { object_types: objectTypes } : {}),
    ...(constraints.length > 0 ? { constraints } : {}),
  };
}

function findConstraintProblems(
  catalog: ModelCatalog,
  models: readonly RestModel[],
  constraints: NonNullable<GrantedObjects['constraints']> | null,
): readonly string[] {
  if (constraints === null) return [];
  const alternatives = listConstraints({ constraints });
  if (alternatives.length === 0) return ['An empty list holds for no object. Use null for every object.'];
  return alternatives.flatMap((constraint) => {
    const entries = Object.entries(constraint);
    if (entries.length === 0) return ['An empty constraint holds for every object. Use null to say so.'];
    return models.flatMap((model) =>
      entries.flatMap(([name, value]) => {
        const problem = problemOf(catalog, model, { [name]: value });
        return problem === undefined ? [] : [`${name} of ${model.label}: ${problem}`];
      }),
    );
  });
}

function problemOf(catalog: ModelCatalog, model: RestModel, constraint: PermissionConstraint): string | undefined {
  const values = Object.values(constraint).flat();
  if (values.length === 0) return 'An empty list fits nothing.';
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    return 'Give a text, a number, true, false or null, or a list of them.';
  }
  try {
    translateConstraint({ catalog, model, userId: anybody }, constraint);
    return undefined;
  } catch (error) {
    if (error instanceof ValueProblem) return error.message;
    throw error;
  }
}
