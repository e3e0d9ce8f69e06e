import {
  addComponents,
  Device,
  DeviceRole,
  DeviceType,
  freeAddresses,
  freePrefixes,
  IPAddress,
  Prefix,
  Region,
  Site,
  Status,
} from '@jobwright/inventory';
import { AbortJob, FileVar, IntegerVar, Job, ObjectVar, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';
import { parse } from 'csv-parse/browser/esm/sync';

export const name = 'Onboarding';

interface Row {
  readonly name: string;
  readonly device_type: string;
  readonly role: string;
}

/** A site with a network of its own, and devices from a CSV file, each with its interfaces and an address to manage it. */
export class OnboardSite extends Job {
  static override meta: JobMeta = {
    name: 'Onboard a site',
    description: 'A site, a prefix from a container, and the devices of a CSV file (`name,device_type,role`)',
    commitDefault: false,
  };

  siteName = StringVar();
  code = StringVar({
    regex: /[a-z]{3}[0-9]/,
    description: 'Three letters and a digit: the names of its devices begin so',
  });
  region = ObjectVar({ model: Region, required: false });
  container = ObjectVar({
    model: Prefix,
    queryParams: { status: 'container' },
    description: 'The network of the site is taken from it',
  });
  prefixLength = IntegerVar({ minValue: 20, maxValue: 28, default: 24 });
  devices = FileVar({ label: 'Devices (CSV)' });

  override async run(data: JobData<OnboardSite>): Promise<object[]> {
    const rows: Row[] = parse(await data.devices.text(), { columns: true, trim: true, skip_empty_lines: true });
    const types = await this.#bySlug(DeviceType, rows, 'device_type');
    const roles = await this.#bySlug(DeviceRole, rows, 'role');
    const status = await this.em.findOneOrFail(Status, { slug: 'planned' });
    const active = await this.em.findOneOrFail(Status, { slug: 'active' });

    const site = this.em.create(Site, { name: data.siteName, slug: data.code, region: data.region ?? null, status });
    await this.validatedSave(site);
    this.logSuccess(site, 'Created');
    const prefix = await this.#allocate(data, site);

    const report: object[] = [];
    for (const [index, row] of rows.entries()) {
      const deviceType = types.get(row.device_type);
      const deviceRole = roles.get(row.role);
      if (!deviceType || !deviceRole) {
        this.logFailure(`Line ${index + 2}: unknown ${deviceType ? 'role' : 'device type'}, row left out`);
        continue;
      }
      const device = this.em.create(Device, { name: `${data.code}-${row.name}`, deviceType, deviceRole, site, status });
      await this.validatedSave(device);
      const { interfaces } = await addComponents(this.em, device);
      const management = interfaces.find((port) => port.mgmtOnly) ?? interfaces[0];
      const [free] = await freeAddresses(this.em, prefix);
      if (!free) throw new AbortJob(`${prefix.prefix} is too small for ${rows.length} devices.`);
      if (management) {
        const address = this.em.create(IPAddress, { address: free.toString(), interface: management, status: active });
        await this.validatedSave(address);
        device.primaryIp4 = address;
        await this.validatedSave(device);
      }
      this.logSuccess(device, `${interfaces.length} interfaces`);
      this.progress(index + 1, rows.length);
      report.push({ device: device.name, type: deviceType.model, address: management ? free.toString() : null });
    }
    return report;
  }

  async #allocate(data: JobData<OnboardSite>, site: Site): Promise<Prefix> {
    const [network] = await freePrefixes(this.em, data.container, { length: data.prefixLength });
    if (!network) throw new AbortJob(`${data.container.prefix} has no /${data.prefixLength} left.`);
    const status = await this.em.findOneOrFail(Status, { slug: 'active' });
    const prefix = this.em.create(Prefix, { prefix: network.toString(), site, status, description: data.siteName });
    await this.validatedSave(prefix);
    this.logSuccess(prefix, `Taken from ${data.container.prefix}`);
    return prefix;
  }

  /** The objects that a column of the file names, by slug: one query, however many rows there are. */
  async #bySlug<Model extends DeviceType | DeviceRole>(
    model: new () => Model,
    rows: readonly Row[],
    column: 'device_type' | 'role',
  ): Promise<Map<string, Model>> {
    const slugs = [...new Set(rows.map((row) => row[column]))];
    const found = await this.em.find<DeviceType | DeviceRole>(model, { slug: { $in: slugs } });
    return new Map(found.map((object) => [object.slug, object as Model]));
  }
}
