import type { DemoRun } from '../config/config.ts';
import { RestRequestError } from '../errors.ts';
import { followRun } from './follow-run.ts';
import { renderChangeTable } from './change-table.ts';
import type { RestClient } from './rest-client.ts';
import { jobUrlPath } from './run-input.ts';
import type { WireChange, WirePage, WireRunAnswer } from './run-wire.ts';
import { printable, type Terminal } from './terminal.ts';

const shownChanges = 20;

/** Runs the configured job once as a dry run, as any client of the API would, and shows what it would change. Tells whether it completed. */
export async function showDemoRun(terminal: Terminal, client: RestClient, { job, data }: DemoRun): Promise<boolean> {
  terminal.out(`\n${terminal.style('bold', `Dry run of ${job}`)}  ${terminal.style('gray', JSON.stringify(data))}`);
  try {
    const { job_result: started } = await client.post<WireRunAnswer>(`${jobUrlPath(job)}run/`, { data, commit: false });
    const result = await followRun(client, started.id, { observer: {} });
    if (result.status.value !== 'completed') {
      terminal.err(
        `The run is ${result.status.value}: ${printable(result.error?.stack ?? result.error?.message ?? `see ${result.url}`)}`,
      );
      return false;
    }
    const page = await client.get<WirePage<WireChange>>(
      `/api/extras/job-results/${result.id}/changes/?limit=${shownChanges}`,
    );
    terminal.out(renderChangeTable(terminal, page.results, page));
    const seconds = ((result.duration_ms ?? 0) / 1000).toFixed(2);
    terminal.out(`It would change ${page.count} objects, and took ${seconds} s. Nothing was changed.`);
    return true;
  } catch (error) {
    if (!(error instanceof RestRequestError)) throw error;
    terminal.err(`The dry run was refused: ${printable(error.message)}`);
    return false;
  }
}

/** The same run, made durable, as a command to paste. */
export function demoCurl(baseUrl: string, key: string, { job, data }: DemoRun): string {
  const body = JSON.stringify({ data, commit: true }).replaceAll("'", String.raw`'\''`);
  return [
    'curl -X POST \\',
    `  -H "Authorization: Token ${key}" \\`,
    '  -H "Content-Type: application/json" \\',
    '  -H "Accept: application/json; indent=4" \\',
    `  ${baseUrl}${jobUrlPath(job)}run/ \\`,
    `  --data '${body}'`,
  ].join('\n');
}
