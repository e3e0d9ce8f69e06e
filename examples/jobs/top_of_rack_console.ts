import { ConsolePort, Device, Site } from '@jobwright/inventory';
import { Job, MultiObjectVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Device validation';

/** Check and report whether all top-of-rack switches have a console connection. */
export class TopOfRackConsole extends Job {
  static override meta: JobMeta = {
    name: 'Console of top-of-rack switches',
    description: 'Checks that the highest switch of each rack has a console connection',
    readOnly: true,
  };

  sites = MultiObjectVar({ model: Site, required: false, description: 'Limit the check to these sites' });

  override async run(data: JobData<TopOfRackConsole>): Promise<object[]> {
    const switches = await this.em.find(
      Device,
      {
        deviceRole: { slug: { $like: '%switch%' } },
        rack: { $ne: null },
        position: { $ne: null },
        ...(data.sites?.length ? { site: { $in: data.sites } } : {}),
      },
      { populate: ['rack', 'site'], orderBy: { rack: { name: 'asc' }, position: 'desc' } },
    );
    const topOfRack = [...Map.groupBy(switches, (device) => device.rack?.id).values()].flatMap((inRack) =>
      inRack.slice(0, 1),
    );
    const ports = await this.em.find(ConsolePort, { device: { $in: topOfRack } });
    const portsByDevice = Map.groupBy(ports, (port) => port.device.id);

    return topOfRack.map((device) => {
      const connected = (portsByDevice.get(device.id) ?? []).filter((port) => port.connectedEndpoint !== null);
      if (connected.length > 0) this.logSuccess(device);
      else this.logFailure(device, 'Top-of-rack switch without a console connection');
      return {
        site: device.site.name,
        rack: device.rack?.name ?? '',
        switch: device.name ?? '',
        console: connected.length > 0,
      };
    });
  }
}
