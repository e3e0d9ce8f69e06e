import { Device, DeviceRole, DeviceType, Manufacturer, Site, Status } from '@jobwright/inventory';
import { IntegerVar, Job, ObjectVar, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'New sites';

export class NewBranch extends Job {
  static override meta: JobMeta = {
    name: 'New Branch',
    description: 'Provision a new branch site',
    fieldOrder: ['siteName', 'switchCount', 'switchModel'],
  };

  siteName = StringVar({ description: 'Name of the new site' });
  switchCount = IntegerVar({ description: 'Number of access switches to create', minValue: 1 });
  manufacturer = ObjectVar({ model: Manufacturer, required: false });
  switchModel = ObjectVar({
    description: 'Access switch model',
    model: DeviceType,
    queryParams: { manufacturer_id: '$manufacturer' },
  });

  override async run(data: JobData<NewBranch>): Promise<string> {
    const planned = await this.em.findOneOrFail(Status, { slug: 'planned' });

    // Create the new site
    const site = this.em.create(Site, { name: data.siteName, slug: slugify(data.siteName), status: planned });
    await this.validatedSave(site);
    this.logSuccess(site, 'Created new site');

    // Create access switches
    const switchRole = await this.em.findOneOrFail(DeviceRole, { name: 'Access Switch' });
    for (let number = 1; number <= data.switchCount; number++) {
      const device = this.em.create(Device, {
        deviceType: data.switchModel,
        name: `${site.slug}-switch${number}`,
        site,
        status: planned,
        deviceRole: switchRole,
      });
      await this.validatedSave(device);
      this.logSuccess(device, 'Created new switch');
    }

    // Generate a CSV table of new devices
    const switches = await this.em.find(
      Device,
      { site },
      { populate: ['deviceType.manufacturer'], orderBy: { name: 'asc' } },
    );
    const rows = switches.map((device) =>
      [device.name, device.deviceType.manufacturer.name, device.deviceType.model].join(','),
    );
    return ['name,make,model', ...rows].join('\n');
  }
}

function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}
