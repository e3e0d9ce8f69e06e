import { InputObjectMissingError } from '../errors.ts';
import { IPAddress } from '../ip/ip-address.ts';
import { IPNetwork } from '../ip/ip-network.ts';
import { type FilePort, UploadedFile } from '../uploaded-file.ts';
import type { VariableDescriptor } from './descriptor.ts';
import { toText } from './to-text.ts';

/** How stored input becomes objects and files again. */
export interface HydrateInputPorts {
  /** Entities with these ids, in any order; those that are gone are left out. `model` is a label: `dcim.device`. */
  loadObjects(model: string, ids: readonly string[]): Promise<readonly object[]>;
  /** The upload with this id. */
  openFile(id: string): Promise<FilePort>;
}

/**
 * The values that `run` receives, from input in stored form. Variables without a value are left out.
 *
 * @throws {@link InputObjectMissingError} when an object was deleted in the meantime
 */
export async function hydrateInput(
  variables: readonly VariableDescriptor[],
  stored: Readonly<Record<string, unknown>>,
  ports: HydrateInputPorts,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const variable of variables) {
    if (!Object.hasOwn(stored, variable.name)) continue;
    const value = stored[variable.name];
    if (value !== undefined) values[variable.name] = await hydrate(variable, value, ports);
  }
  return values;
}

async function hydrate(variable: VariableDescriptor, value: unknown, ports: HydrateInputPorts): Promise<unknown> {
  switch (variable.kind) {
    case 'object':
      return value === null ? null : (await loadObjects(variable, [toText(value)], ports))[0];
    case 'multi-object':
      return loadObjects(variable, value as readonly string[], ports);
    case 'file':
      return new UploadedFile(await ports.openFile(toText(value)));
    case 'ip-address':
      return IPAddress.parse(toText(value));
    case 'ip-address-with-mask':
    case 'ip-network':
      return IPNetwork.parse(toText(value));
    default:
      return value;
  }
}

/** In the order of the ids. */
async function loadObjects(
  { name, model = '' }: VariableDescriptor,
  ids: readonly string[],
  ports: HydrateInputPorts,
): Promise<object[]> {
  const loaded = new Map((await ports.loadObjects(model, ids)).map((object) => [idOf(object), object]));
  const missing = ids.filter((id) => !loaded.has(id));
  if (missing.length > 0) throw new InputObjectMissingError(name, model, missing);
  return ids.flatMap((id) => loaded.get(id) ?? []);
}

function idOf(object: object): unknown {
  return (object as { readonly id?: unknown }).id;
}
