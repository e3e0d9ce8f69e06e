import { renderChangeTable } from './change-table.ts';
import { renderEffectTable } from './effect-table.ts';
import type { RunObserver } from './follow-run.ts';
import type { RestClient } from './rest-client.ts';
import type { RunInput } from './run-input.ts';
import type { WireChange, WireEffect, WireJobResult, WirePage, WireRunAnswer, WireScheduleAnswer } from './run-wire.ts';
import type { WireScheduleRequest } from './schedule-options.ts';
import type { Terminal } from './terminal.ts';

const shownChanges = 50;
const shownEffects = 50;

/** What a run is asked for with. */
export interface Submission {
  readonly input: RunInput;
  readonly commit: boolean;
  /** Undefined: now. */
  readonly schedule?: WireScheduleRequest | undefined;
}

/** Asks for a run, or for a schedule; with files, as a form. */
export async function submitRun(
  client: RestClient,
  path: string,
  submission: Omit<Submission, 'schedule'> & { readonly schedule?: never },
): Promise<WireRunAnswer>;
export async function submitRun(
  client: RestClient,
  path: string,
  submission: Submission,
): Promise<WireRunAnswer | WireScheduleAnswer>;
export async function submitRun(
  client: RestClient,
  path: string,
  { input, commit, schedule }: Submission,
): Promise<WireRunAnswer | WireScheduleAnswer> {
  const { data, files } = input;
  if (files.size === 0) {
    return await client.post(`${path}run/`, { data, commit, ...(schedule === undefined ? {} : { schedule }) });
  }
  const times = Object.entries(schedule ?? {}).map(([name, value]) => [`_schedule_${name}`, value] as const);
  const fields = Object.entries(data).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return await client.postForm(
    `${path}run/`,
    { ...Object.fromEntries([...fields, ...times]), _commit: String(commit) },
    files,
  );
}

/** The change list of a run, as far as it fits. */
export async function printChanges(
  terminal: Terminal,
  client: RestClient,
  { id, change_count: count }: WireJobResult,
): Promise<void> {
  if (count === 0) return;
  const page = await client.get<WirePage<WireChange>>(`/api/extras/job-results/${id}/changes/?limit=${shownChanges}`);
  terminal.out(renderChangeTable(terminal, page.results, page));
}

/** The requests of a run to other systems, as far as they fit. */
export async function printEffects(
  terminal: Terminal,
  client: RestClient,
  { id, effect_count: count = 0 }: WireJobResult,
): Promise<void> {
  if (count === 0) return;
  const page = await client.get<WirePage<WireEffect>>(`/api/extras/job-results/${id}/effects/?limit=${shownEffects}`);
  terminal.out(`\n${count} ${count === 1 ? 'request' : 'requests'} to other systems:`);
  terminal.out(renderEffectTable(terminal, page.results, page));
}

/** Prints a run while it happens, as lines of JSON. */
export function jsonObserver(terminal: Terminal): RunObserver {
  return {
    entry: (entry) => terminal.out(JSON.stringify({ type: 'entry', ...entry })),
    progress: (progress) => terminal.out(JSON.stringify({ type: 'progress', ...progress })),
  };
}
