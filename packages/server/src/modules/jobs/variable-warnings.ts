import type { VariableDescriptor } from '@jobwright/sdk/internal';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { ValueProblem } from '../models/filters/parse-value.ts';
import { unlimitedSight } from '../users/sight.ts';
import { buildJobFilter, refersTo } from './input/job-filter.ts';
import { isUsablePattern } from './input/pattern-matcher.ts';

/** What the server will refuse in every run: the author should know before the users do. */
export function variableWarnings(catalog: ModelCatalog, variables: readonly VariableDescriptor[]): readonly string[] {
  return variables.flatMap((variable) => [...patternWarnings(variable), ...filterWarnings(catalog, variable)]);
}

function patternWarnings({ name, regex, regexFlags = '' }: VariableDescriptor): readonly string[] {
  if (regex === undefined || isUsablePattern(regex, regexFlags)) return [];
  return [`The regex of "${name}" matches nothing: the engine of the server has no backreferences and no lookaround.`];
}

function filterWarnings(catalog: ModelCatalog, variable: VariableDescriptor): readonly string[] {
  const { name, queryParams = {} } = variable;
  const model = catalog.find(variable.model ?? '');
  if (!model) return [];
  return Object.entries(queryParams).flatMap(([parameter, value]) => {
    // What other variables will give is not known yet.
    const values = [value].flat().filter((item) => refersTo(item) === undefined);
    try {
      buildJobFilter({ catalog, model, sight: unlimitedSight }, { name: parameter, values: values.map(String) });
      return [];
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      return [`queryParams.${parameter} of "${name}" cannot be used: ${error.message}`];
    }
  });
}
