import { Device, Site } from '@jobwright/inventory';
import { MaintenanceWindow, type MaintenanceSettings } from '@jobwright/plugin-example';
import { AbortJob, IntegerVar, Job, type JobData, type JobMeta, ObjectVar, StringVar } from '@jobwright/sdk';

export const name = 'Maintenance';

const hourMs = 3_600_000;

export class OpenWindow extends Job {
  static override meta: JobMeta = {
    name: 'Open a maintenance window',
    description: 'Opens a window for every device of a site.',
    commitDefault: false,
  };

  site = ObjectVar({ model: Site });
  start = StringVar({ description: 'ISO 8601, e.g. 2026-12-01T22:00:00Z' });
  hours = IntegerVar({ minValue: 1, default: 2 });
  reason = StringVar({ description: 'What is going to be done', maxLength: 200 });

  override async run(data: JobData<OpenWindow>): Promise<number> {
    const { maxHours } = await this.pluginSettings<MaintenanceSettings>();
    if (data.hours > maxHours) throw new AbortJob(`A window may be open for ${maxHours} hours at most.`);
    const start = new Date(data.start);
    if (Number.isNaN(start.getTime())) throw new AbortJob(`"${data.start}" is no time: write 2026-12-01T22:00:00Z.`);

    const end = new Date(start.getTime() + data.hours * hourMs);
    const devices = await this.em.find(Device, { site: data.site }, { orderBy: { name: 'asc' } });
    if (devices.length === 0) this.logWarning(data.site, 'The site has no devices.');
    for (const device of devices) {
      const window = this.em.create(MaintenanceWindow, { device, start, end, reason: data.reason });
      await this.validatedSave(window);
      this.logSuccess(device, `In maintenance until ${end.toISOString()}`);
    }
    return devices.length;
  }
}

export class OverlappingWindows extends Job {
  static override meta: JobMeta = {
    name: 'Overlapping maintenance windows',
    description: 'Reports each window that begins before an earlier one of the same device has ended.',
    readOnly: true,
  };

  async testOverlaps(): Promise<void> {
    const windows = await this.em.findAll(MaintenanceWindow, {
      populate: ['device'],
      orderBy: [{ device: { id: 'asc' } }, { start: 'asc' }],
    });
    let longest: MaintenanceWindow | undefined;
    for (const window of windows) {
      if (longest?.device !== window.device) {
        longest = window;
        continue;
      }
      if (window.start < longest.end) {
        this.logFailure(window.device, `"${window.reason}" begins before "${longest.reason}" has ended.`);
      }
      if (window.end > longest.end) longest = window;
    }
    if (windows.length > 0 && !this.failed) this.logSuccess('No windows overlap.');
  }
}
