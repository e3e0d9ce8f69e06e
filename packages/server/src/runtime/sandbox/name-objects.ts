import type { ModelDefinition } from '@jobwright/sdk';
import type { ModelRegistry } from '@jobwright/sdk/internal';

/** Makes objects show themselves in text, `${device}`, as they do in lists and logs. A class with a `toString` keeps it. */
export function nameObjects(models: readonly ModelDefinition[], registry: ModelRegistry): void {
  // One for all of them: an isolate has to make each function of its snapshot anew.
  function toString(this: object): string {
    return registry.describe(this).display;
  }
  for (const { entity } of models) {
    const prototype = entity.prototype as object;
    // oxlint-disable-next-line typescript/unbound-method -- only compared
    if (prototype.toString !== Object.prototype.toString) continue;
    Object.defineProperty(prototype, 'toString', { value: toString, writable: true, configurable: true });
  }
}
