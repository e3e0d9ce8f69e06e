/** The parts of REST answers that the commands read. The server writes them: see the schemas of its routes. */

export interface WireStatus {
  readonly value: 'pending' | 'running' | 'completed' | 'failed' | 'errored' | 'canceled';
  readonly label: string;
}

export interface WireJobResult {
  readonly id: string;
  readonly url: string;
  readonly job_path: string;
  readonly status: WireStatus;
  readonly commit: boolean;
  readonly read_only: boolean;
  readonly duration_ms: number | null;
  readonly change_count: number;
  readonly change_digest: string | null;
  readonly changes_committed: boolean;
  readonly git_commit: string | null;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly code?: string;
    readonly stack?: string;
  } | null;
  readonly output?: unknown;
  readonly effect_count?: number;
}

export interface WireRunAnswer {
  readonly job_result: WireJobResult;
  readonly schedule: null;
  readonly warning?: string;
}

/** A run that comes later. */
export interface WireScheduleAnswer {
  readonly job_result: null;
  readonly schedule: WireSchedule;
}

export interface WireSchedule {
  readonly id: string;
  readonly name: string;
  readonly job_path: string;
  readonly interval: string;
  readonly crontab: string | null;
  readonly time_zone: string;
  readonly enabled: boolean;
  readonly next_run: string | null;
  readonly last_problem: { readonly code: string; readonly message: string } | null;
}

export interface WireLogEntry {
  readonly seq: number;
  readonly time: string;
  readonly group: string;
  readonly level: 'default' | 'debug' | 'success' | 'info' | 'warning' | 'failure';
  readonly message: string;
  readonly object: { readonly display: string; readonly url: string | null } | null;
}

export interface WireProgress {
  readonly current: number;
  readonly total?: number;
  readonly message?: string;
}

export interface WireChange {
  readonly seq: number;
  readonly action: 'create' | 'update' | 'delete';
  readonly model: string;
  readonly id: string;
  readonly display: string;
  readonly fields: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;
  /** Names of the objects that the fields refer to, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** A request to another system. */
export interface WireEffect {
  readonly method: string;
  readonly url: string;
  readonly sent: boolean;
  readonly status: number | null;
  readonly response_bytes: number | null;
  readonly duration_ms: number | null;
  readonly error: string | null;
}

export interface WirePage<T> {
  readonly count: number;
  readonly next: string | null;
  readonly results: readonly T[];
}
