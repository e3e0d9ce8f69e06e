import { Device, Site } from '@jobwright/inventory';
import { MaintenanceWindow } from '@jobwright/plugin-example';
import { Job, ObjectVar, type JobData } from '@jobwright/sdk';

/** Compiled against declarations alone, in a folder that has neither package. */
export class OpenWindows extends Job {
  site = ObjectVar({ model: Site });
  device = ObjectVar({ model: Device, required: false });

  override async run(data: JobData<OpenWindows>): Promise<string> {
    const devices = await this.em.find(
      Device,
      { site: data.site, status: { slug: 'active' }, deviceType: { manufacturer: { name: 'Cisco' } } },
      { populate: ['deviceType.manufacturer', 'interfaces.ipAddresses'], orderBy: { name: 'asc' } },
    );
    for (const device of devices) {
      const window = this.em.create(MaintenanceWindow, {
        device,
        start: new Date(),
        end: new Date(),
        reason: 'Firmware',
      });
      await this.validatedSave(window);
      this.logInfo(window, `${device.deviceType.manufacturer.name} ${device.interfaces.getItems().length}`);
    }
    const name: string | null | undefined = data.device?.name;
    return name ?? data.site.slug;
  }
}

/** Every line below a marker is a mistake; a marker without one is an error as well. */
export class Mistakes extends Job {
  site = ObjectVar({ model: Site });
  optional = ObjectVar({ model: Device, required: false });

  override async run(data: JobData<Mistakes>): Promise<void> {
    // @ts-expect-error -- there is no such property
    void data.site.nmae;
    // @ts-expect-error -- it may be absent
    void data.optional.name;
    // @ts-expect-error -- a misspelt relation in a condition
    await this.em.find(Device, { sites: { slug: 'ams' } });
    // @ts-expect-error -- a condition of another type
    await this.em.find(Device, { position: 'first' });
    // @ts-expect-error -- a relation that is none
    await this.em.find(Device, {}, { populate: ['deviceType.manufacturers'] });
    // @ts-expect-error -- a window needs a device, and a reason
    this.em.create(MaintenanceWindow, { start: new Date(), end: new Date() });
    const device = await this.em.findOneOrFail(Device, { name: 'sw1' });
    // @ts-expect-error -- a value that the property does not have
    device.face = 'left';
    // @ts-expect-error -- what only the package knows must be looked at first
    void device.primaryIp.address;
  }
}
