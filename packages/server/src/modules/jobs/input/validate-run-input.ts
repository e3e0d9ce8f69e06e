import { validateInput, type VariableDescriptor } from '@jobwright/sdk/internal';
import type { EntityManager } from '@mikro-orm/postgresql';
import { InputInvalidError } from '../../../errors.ts';
import type { ModelCatalog } from '../../models/model-catalog.ts';
import type { Permissions } from '../../users/permissions.ts';
import { matchPattern } from './pattern-matcher.ts';
import { resolveObjects } from './resolve-objects.ts';

export interface RunInputScope {
  readonly em: EntityManager;
  readonly catalog: ModelCatalog;
  readonly permissions: Permissions;
}

/** A run's input, checked, in stored form: objects and files by id, addresses in canonical text, defaults filled in. */
export interface ValidRunInput {
  /** What is kept with the run. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Values that must not be kept; undefined when there are none. */
  readonly sensitiveInput?: Readonly<Record<string, unknown>>;
}

/** Input as a client sent it. */
export interface GivenRunInput {
  readonly data: Readonly<Record<string, unknown>>;
  /** `form`: values are texts, or lists of texts where a field was repeated. */
  readonly encoding: 'json' | 'form';
  /** Ids of the files that came with the request, by variable. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Checks the input of a run against the job's variables, whoever asks for it: REST, command line or schedule.
 * @throws {@link InputInvalidError} that names every variable that is not right, with everything that is wrong with it
 */
export async function validateRunInput(
  scope: RunInputScope,
  variables: readonly VariableDescriptor[],
  given: GivenRunInput,
): Promise<ValidRunInput> {
  const { values, problems } = checkValues(variables, given);
  const resolved = await resolveObjects({ ...scope, variables, refused: Object.keys(problems) }, values);
  const all = { ...resolved.problems, ...problems };
  if (Object.keys(all).length > 0) throw new InputInvalidError(all);
  return separate(variables, resolved.values);
}

/** Values of the variables that are right by themselves, and what is wrong with the others. */
function checkValues(
  variables: readonly VariableDescriptor[],
  given: GivenRunInput,
): { readonly values: Readonly<Record<string, unknown>>; readonly problems: Record<string, readonly string[]> } {
  const { data, encoding, files } = given;
  const options = { matchPattern, encoding };
  const checked = validateInput(variables, data, options);
  if (checked.ok) return { values: checked.stored, problems: findForeignFiles(variables, checked.stored, files) };
  // The rest is checked too, so that objects that do not exist are reported in the same answer.
  const right = variables.filter(({ name }) => !Object.hasOwn(checked.errors, name));
  const rest = Object.fromEntries(right.flatMap(({ name }) => (Object.hasOwn(data, name) ? [[name, data[name]]] : [])));
  const again = validateInput(right, rest, options);
  const values = again.ok ? again.stored : {};
  return { values, problems: { ...findForeignFiles(right, values, files), ...checked.errors } };
}

/** A file is what came with this very request: an id that somebody knows is not enough. */
function findForeignFiles(
  variables: readonly VariableDescriptor[],
  values: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
): Record<string, readonly string[]> {
  const foreign = variables.filter(
    ({ kind, name }) => kind === 'file' && values[name] !== undefined && values[name] !== files[name],
  );
  return Object.fromEntries(foreign.map(({ name }) => [name, ['Must be a file, sent as multipart/form-data.']]));
}

function separate(variables: readonly VariableDescriptor[], values: Readonly<Record<string, unknown>>): ValidRunInput {
  const secret = new Set(variables.flatMap((variable) => (variable.sensitive === true ? [variable.name] : [])));
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const sensitive = entries.filter(([name]) => secret.has(name));
  return {
    input: Object.fromEntries(entries.filter(([name]) => !secret.has(name))),
    ...(sensitive.length > 0 ? { sensitiveInput: Object.fromEntries(sensitive) } : {}),
  };
}
