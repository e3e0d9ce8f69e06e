import { RestRequestError } from '../../errors.ts';
import { followRun } from '../follow-run.ts';
import { jsonObserver, printChanges, printEffects, submitRun } from '../job-run.ts';
import type { RestClient } from '../rest-client.ts';
import { jobUrlPath, type RunInput } from '../run-input.ts';
import { RunOutput } from '../run-output.ts';
import { printable, type Terminal } from '../terminal.ts';

/** A run to repeat at each save. */
export interface RepeatedRun {
  /** Path of the job. */
  readonly job: string;
  readonly input: RunInput;
  readonly commit: boolean;
  readonly isJson: boolean;
}

export interface RunContext {
  readonly client: RestClient;
  readonly terminal: Terminal;
  /** Ends the run: it is canceled, and what is left of it not shown. */
  readonly signal: AbortSignal;
}

/** Runs the job once and shows it as `jobwright runjob` does. What the server refuses is shown as well: the next save may mend it. */
export async function runOnce(run: RepeatedRun, { client, terminal, signal }: RunContext): Promise<void> {
  const { job, input, commit, isJson } = run;
  let started: string | undefined;
  try {
    const answer = await submitRun(client, jobUrlPath(job), { input, commit });
    started = answer.job_result.id;
    if (isJson) terminal.out(JSON.stringify({ type: 'submitted', ...answer }));
    else terminal.out(`\n  ${terminal.style('bold', `${commit ? 'Run' : 'Dry run'} of ${printable(job)}`)}`);
    const output = isJson ? jsonObserver(terminal) : new RunOutput(terminal);
    const result = await followRun(client, started, { observer: output, signal });
    if (output instanceof RunOutput) {
      output.end(result);
      await printChanges(terminal, client, result);
      await printEffects(terminal, client, result);
    } else {
      terminal.out(JSON.stringify({ type: 'result', job_result: result }));
    }
  } catch (error) {
    if (signal.aborted && started !== undefined) {
      // It may have ended by itself meanwhile.
      await client.post(`/api/extras/job-results/${started}/cancel/`, {}).catch(() => undefined);
      return;
    }
    if (!(error instanceof RestRequestError)) throw error;
    if (isJson) terminal.out(JSON.stringify({ type: 'refused', status: error.status, message: error.message }));
    else
      terminal.out(
        `  ${terminal.style('red', `✗ ${printable(job)} was not run`)}\n    ${printable(error.message).replaceAll('\n', '\n    ')}`,
      );
  }
}
