import type { ModuleDescriptor } from '@jobwright/sdk/internal';
import type { PlainError } from '../runtime/protocol.ts';

/** A compiled module whose jobs shall be listed. */
export interface ModuleToDescribe {
  /** CommonJS text of the bundle. */
  readonly code: string;
  /** Name that its frames carry: `job:///local/example`. */
  readonly filename: string;
  /** Names under which the module exports what it declares itself: only these can be jobs. */
  readonly localExports: readonly string[];
  /** Those of them that are abstract classes: no jobs. */
  readonly abstractNames: readonly string[];
}

export type DescribeOutcome =
  | { readonly ok: true; readonly descriptor: ModuleDescriptor }
  | { readonly ok: false; readonly error: PlainError };

/** Loads modules in isolates and says which jobs they hold. The code of a module is evaluated nowhere else. */
export interface ModuleDescriber {
  /** The descriptor is checked against its schema. Problems of the module are outcomes, not errors. */
  describe(module: ModuleToDescribe): Promise<DescribeOutcome>;
  /** Starts what takes a while to start: there will be a module soon. */
  warm?(): void;
}
