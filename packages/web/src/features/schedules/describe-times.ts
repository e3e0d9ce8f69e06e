import type { ResourceRow } from '../../components/resource/get-resource.ts';

const words: Readonly<Record<string, string>> = {
  future: 'Once',
  hourly: 'Every hour',
  daily: 'Every day',
  weekly: 'Every week',
};

/** How often a schedule runs, in words; a crontab as it is. */
export function describeTimes(row: ResourceRow): string {
  const { interval, crontab } = row;
  return words[String(interval)] ?? (typeof crontab === 'string' ? crontab : '');
}
