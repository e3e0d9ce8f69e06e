import { JobDefinitionError } from '../errors.ts';
import type { Variable } from '../variables/variable.ts';
import type { VariableDescriptor } from './descriptor.ts';
import type { ModelRegistry } from './model-registry.ts';
import { humanize } from './words.ts';

/** A variable as data. Throws {@link JobDefinitionError} when its model is none of the platform's. */
export function describeVariable(name: string, variable: Variable, models: ModelRegistry): VariableDescriptor {
  const label = variable.label ?? humanize(name);
  const { description, required, widget, sensitive, rules } = variable;
  const hasDefault = 'default' in variable;
  return {
    name,
    label,
    description,
    required,
    ...rules,
    ...(hasDefault ? { default: variable.default } : {}),
    ...(widget === undefined ? {} : { widget }),
    ...(sensitive ? { sensitive } : {}),
    ...(variable.model ? { model: labelOf(name, variable, models) } : {}),
    schema: plain({
      ...variable.schema,
      title: label,
      ...(description === '' ? {} : { description }),
      ...(hasDefault ? { default: variable.default } : {}),
      ...(sensitive ? { writeOnly: true } : {}),
    }),
  };
}

function labelOf(name: string, { model }: Variable, models: ModelRegistry): string {
  const definition = model && models.findByClass(model);
  if (!definition) {
    throw new JobDefinitionError(
      `The model of ${name} is ${model?.name || 'a class without a name'}, which is no model of the platform: its plugin is not configured.`,
    );
  }
  return definition.label;
}

/** TypeBox marks its schemas with symbols, which JSON leaves out. */
function plain(schema: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
}
