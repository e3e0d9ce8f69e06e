import { CommandUsageError } from '../errors.ts';
import type { RestClient } from './rest-client.ts';
import type { WirePage, WireSchedule } from './run-wire.ts';

const listPath = '/api/extras/scheduled-jobs/';

export async function listSchedules(client: RestClient): Promise<readonly WireSchedule[]> {
  return (await client.get<WirePage<WireSchedule>>(`${listPath}?limit=0`)).results;
}

export async function enableSchedule(client: RestClient, id: string, enabled: boolean): Promise<WireSchedule> {
  const schedule = await findSchedule(client, id);
  return await client.patch<WireSchedule>(`${listPath}${schedule.id}/`, { enabled });
}

export async function deleteSchedule(client: RestClient, id: string): Promise<WireSchedule> {
  const schedule = await findSchedule(client, id);
  await client.delete(`${listPath}${schedule.id}/`);
  return schedule;
}

/** When a schedule runs, in words: `daily`, `0 10 * * MON (Europe/Amsterdam)`. */
export function timesOf({ interval, crontab, time_zone: zone }: WireSchedule): string {
  return interval === 'future' ? 'once' : interval === 'custom' ? `${crontab} (${zone})` : `${interval} (${zone})`;
}

/** By its id, or the end of it that the list shows. */
async function findSchedule(client: RestClient, id: string): Promise<WireSchedule> {
  const schedules = await listSchedules(client);
  const found = schedules.filter((schedule) => schedule.id.endsWith(id));
  const [only] = found;
  if (only && found.length === 1) return only;
  const reason = only ? 'Several schedules have ids that end so' : 'There is no such schedule';
  throw new CommandUsageError(`${reason}: ${id}. "jobwright schedule list" shows them.`);
}
