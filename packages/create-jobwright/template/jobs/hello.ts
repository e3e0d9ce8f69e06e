import { Device, Site, Status } from '@jobwright/inventory';
import { Job, ObjectVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Hello';

export class ActivateSite extends Job {
  static override meta: JobMeta = {
    name: 'Activate site',
    description: 'Makes the planned devices of a site active',
  };

  site = ObjectVar({ model: Site, description: 'Site that goes into operation' });

  override async run(data: JobData<ActivateSite>): Promise<string> {
    const active = await this.em.findOneOrFail(Status, { slug: 'active' });
    const devices = await this.em.find(
      Device,
      { site: data.site, status: { slug: 'planned' } },
      { orderBy: { name: 'asc' } },
    );

    for (const device of devices) {
      device.status = active;
      await this.validatedSave(device);
      this.logSuccess(device, 'Is active now');
    }

    return `Devices of ${data.site.name} made active: ${devices.length}`;
  }
}
