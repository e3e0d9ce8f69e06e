import {
  addComponents,
  Cable,
  ConsolePort,
  ConsolePortTemplate,
  ConsoleServerPort,
  ConsoleServerPortTemplate,
  Device,
  DeviceRole,
  DeviceType,
  IPAddress,
  Interface,
  Manufacturer,
  Prefix,
  Rack,
  Site,
  Status,
} from '@jobwright/inventory';
import { Job, ValidationError } from '@jobwright/sdk';

/** Builds a site with two devices from templates, and plugs in a console cable. */
export class BuildSite extends Job {
  override async run(): Promise<object> {
    const status = async (slug: string): Promise<Status> => {
      const created = this.em.create(Status, { name: slug, slug });
      await this.validatedSave(created);
      return created;
    };
    const [active, connected] = [await status('active'), await status('connected')];
    const manufacturer = this.em.create(Manufacturer, { name: 'Opengear', slug: 'opengear' });
    const deviceType = this.em.create(DeviceType, { manufacturer, model: 'OM2248', slug: 'om2248' });
    const templates = [
      this.em.create(ConsolePortTemplate, { deviceType, name: 'Console' }),
      this.em.create(ConsoleServerPortTemplate, { deviceType, name: 'Port 1' }),
    ];
    const site = this.em.create(Site, { name: 'Berlin', slug: 'ber', status: active });
    const rack = this.em.create(Rack, { name: 'R1', site, status: active });
    const deviceRole = this.em.create(DeviceRole, { name: 'Console Server', slug: 'console-server' });
    await this.validatedSave([manufacturer, deviceType, ...templates, site, rack, deviceRole]);
    const devices: Device[] = [];
    for (const [index, name] of ['con1', 'con2'].entries()) {
      const values = {
        deviceType,
        deviceRole,
        site,
        status: active,
        rack,
        face: 'front',
        position: 10 + index,
      } as const;
      const device = this.em.create(Device, { name, ...values });
      await this.validatedSave(device);
      await addComponents(this.em, device);
      devices.push(device);
    }
    await this.em.flush();

    const port = await this.em.findOneOrFail(ConsolePort, { device: { name: 'con1' } });
    const serverPort = await this.em.findOneOrFail(ConsoleServerPort, { device: { name: 'con2' } });
    const cable = this.em.create(Cable, { ...Cable.between(port, serverPort), label: 'C-1', status: connected });
    await this.validatedSave(cable);
    const [again] = await this.em.find(
      ConsolePort,
      { connectionStatus: true },
      { populate: ['connectedEndpoint.device'] },
    );
    return {
      name: again?.name,
      peer: again?.connectedEndpoint?.device.name,
      same: again === port && again?.connectedEndpoint === serverPort,
      rack: await this.problemOf(devices[1], { position: 10 }),
    };
  }

  private async problemOf(device: Device | undefined, values: Partial<Device>): Promise<unknown> {
    if (!device) return undefined;
    const { position } = device;
    Object.assign(device, values);
    try {
      await this.validatedSave(device);
      return undefined;
    } catch (error) {
      return error instanceof ValidationError ? error.problems : String(error);
    } finally {
      device.position = position ?? null;
    }
  }
}

/** Removes a device, and with it its components and what is plugged into them. */
export class RemoveDevice extends Job {
  override async run(): Promise<object> {
    const device = await this.em.findOneOrFail(Device, { name: 'con2' });
    this.em.remove(device);
    await this.em.flush();
    const port = await this.em.findOneOrFail(ConsolePort, { device: { name: 'con1' } });
    return { endpoint: port.connectedEndpoint, status: port.connectionStatus, cable: port.cable };
  }
}

/** Uses containment and validation of addresses. */
export class UseAddresses extends Job {
  override async run(): Promise<object> {
    const status = await this.em.findOneOrFail(Status, { slug: 'active' });
    const device = await this.em.findOneOrFail(Device, { name: 'con1' });
    const prefix = this.em.create(Prefix, { prefix: '2001:DB8::/64', status });
    const loopback = this.em.create(Interface, { device, name: 'lo0', type: 'virtual' });
    const address = this.em.create(IPAddress, { address: '2001:db8::5/64', status, interface: loopback });
    await this.validatedSave([prefix, loopback, address]);
    device.primaryIp6 = address;
    await this.validatedSave(device);
    const parents = await this.em.find(Prefix, { prefix: { $contains: address.address } });
    const network = this.em.create(IPAddress, { address: '2001:db8::/64', status });
    let refused = '';
    try {
      await this.validatedSave(network);
    } catch (error) {
      refused = (error as Error).message;
    }
    return { parents: parents.map((parent) => parent.prefix), primary: device.primaryIp?.address, refused };
  }
}
