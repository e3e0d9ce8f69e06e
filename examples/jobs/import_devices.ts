import { Device, DeviceRole, DeviceType, Site, Status } from '@jobwright/inventory';
import { AbortJob, FileVar, Job, ObjectVar, type JobData, type JobMeta } from '@jobwright/sdk';
import { parse } from 'csv-parse/browser/esm/sync';

export const name = 'Imports';

const COLUMNS = ['name', 'site', 'device_type', 'role', 'serial'];

/** Fetch data from an external source and import it: one device for each row of a CSV file. */
export class ImportDevices extends Job {
  static override meta: JobMeta = {
    name: 'Import devices from CSV',
    description: `A header line with ${COLUMNS.join(', ')}, then one device a line. Devices that exist are updated.`,
    commitDefault: false,
  };

  file = FileVar({ label: 'CSV file', description: `Columns: ${COLUMNS.join(', ')}` });
  status = ObjectVar({ model: Status, description: 'Status of new devices' });

  override async run(data: JobData<ImportDevices>): Promise<string> {
    const rows: Record<string, string>[] = parse(await data.file.text(), {
      columns: true,
      trim: true,
      skip_empty_lines: true,
    });
    if (rows.length === 0) throw new AbortJob('The file has no rows.');
    const missing = COLUMNS.filter((column) => !(column in (rows[0] ?? {})));
    if (missing.length > 0) throw new AbortJob(`The file has no column ${missing.join(', ')}.`);

    const sites = mapBy(await this.em.find(Site, { slug: { $in: unique(rows, 'site') } }), (site) => site.slug);
    const types = mapBy(
      await this.em.find(DeviceType, { slug: { $in: unique(rows, 'device_type') } }),
      (type) => type.slug,
    );
    const roles = mapBy(await this.em.find(DeviceRole, { slug: { $in: unique(rows, 'role') } }), (role) => role.slug);
    const existing = mapBy(
      await this.em.find(Device, { name: { $in: unique(rows, 'name') } }),
      (device) => device.name ?? '',
    );

    let created = 0;
    let updated = 0;
    for (const [index, row] of rows.entries()) {
      const site = sites.get(row['site'] ?? '');
      const deviceType = types.get(row['device_type'] ?? '');
      const deviceRole = roles.get(row['role'] ?? '');
      if (!site || !deviceType || !deviceRole) {
        this.logFailure(
          `Line ${index + 2}: unknown ${!site ? 'site' : !deviceType ? 'device type' : 'role'}, row left out`,
        );
        continue;
      }
      const values = { site, deviceType, deviceRole, serial: row['serial'] ?? '' };
      let device = existing.get(row['name'] ?? '');
      if (device) {
        this.em.assign(device, values);
        updated += 1;
      } else {
        device = this.em.create(Device, { name: row['name'] ?? null, status: data.status, ...values });
        created += 1;
      }
      await this.validatedSave(device);
      this.logSuccess(device);
      this.progress(index + 1, rows.length);
    }
    return `${created} created, ${updated} updated, ${rows.length - created - updated} left out`;
  }
}

function unique(rows: readonly Record<string, string>[], column: string): string[] {
  return [...new Set(rows.map((row) => row[column] ?? ''))];
}

function mapBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item> {
  return new Map(items.map((item) => [key(item), item]));
}
