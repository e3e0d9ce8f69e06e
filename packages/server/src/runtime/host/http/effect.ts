/** A request to another system, as it is recorded: what was sent, and what in a dry run was not. */
export interface EffectStart {
  /** Order within the run; the first is 1. */
  readonly seq: number;
  readonly method: string;
  readonly url: URL;
  /** Names of the job's own headers. Their values, which may be credentials, are recorded nowhere. */
  readonly headerNames: readonly string[];
  readonly requestBytes: number;
  /** False: it was held back, or refused. */
  readonly sent: boolean;
  /** Code of the error that the job got instead. */
  readonly error?: string;
}

/** How a request that was sent ended. */
export interface EffectEnd {
  readonly seq: number;
  /** Undefined: no answer came. */
  readonly status?: number | undefined;
  /** Of the body, decoded, as far as it came. */
  readonly responseBytes: number;
  readonly durationMs: number;
  /** Code of the error that ended it. */
  readonly error?: string | undefined;
}

/** Keeps the effects of a run. What was sent stays on record, whatever becomes of the run. */
export interface EffectRecorder {
  /** Before anything is sent. When it rejects, nothing is. */
  begin(effect: EffectStart): Promise<void>;
  end(effect: EffectEnd): void;
}
