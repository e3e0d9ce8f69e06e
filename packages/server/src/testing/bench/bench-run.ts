import type { EntityManager } from '@mikro-orm/core';
import type { EgressRule } from '../../config/egress.ts';
import type { PluginSettings } from '../../config/plugin-settings.ts';
import type { RunLimits } from '../../config/run-limits.ts';
import type { ChangeEntryRow, LogEntryRow } from '../../modules/job-results/read-result-parts.ts';
import type { EffectRow } from '../../modules/job-results/read-effects.ts';
import type { JobResultDetailRow } from '../../modules/job-results/read-job-results.ts';
import type { JobModuleError } from '../../modules/jobs/job-module.entity.ts';
import type { JobPlace } from './job-place.ts';

/** A run that a test asks for. */
export interface BenchRun {
  readonly place: JobPlace;
  readonly className: string;
  /** Values of the variables as a client would send them, without files. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Files by variable. */
  readonly files: Readonly<Record<string, BenchFile>>;
  /** @defaultValue that of the job */
  readonly commit?: boolean | undefined;
  readonly user: BenchUser;
  /** Values by name; every job of the test may read them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** Settings by name of plugin; defaults are filled in. */
  readonly pluginSettings: PluginSettings;
  /** What the job may reach by `fetch`. @defaultValue nothing */
  readonly egress?: Pick<EgressRule, 'hosts' | 'networks'> | undefined;
  /** Fills the database before the run; what it persists is flushed behind it. */
  readonly seed?: ((em: EntityManager) => unknown) | undefined;
}

/** A file that comes with a run. */
export interface BenchFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Who asks for the run. */
export interface BenchUser {
  readonly username: string;
  readonly email: string;
  readonly isSuperuser: boolean;
  /** Of no account for a superuser. */
  readonly permissions: readonly BenchPermission[];
}

export interface BenchPermission {
  /** Labels of models: `dcim.device`. */
  readonly objectTypes: readonly string[];
  /** `view`, `add`, `change`, `delete`, `run`. */
  readonly actions: readonly string[];
  /** Conditions on the objects. @defaultValue none: all of them */
  readonly constraints?: Readonly<Record<string, unknown>> | undefined;
}

/** How a run ended, or why there was none. */
export type BenchOutcome =
  | {
      readonly kind: 'ended';
      readonly result: JobResultDetailRow;
      readonly logs: readonly LogEntryRow[];
      readonly changes: readonly ChangeEntryRow[];
      readonly effects: readonly EffectRow[];
      /** A unit of work on the database as the run left it; good until the next run. */
      readonly em: EntityManager;
    }
  | { readonly kind: 'broken'; readonly problem: JobModuleError }
  | { readonly kind: 'missing'; readonly classPath: string };
