import { ConsolePort, Device, PowerPort } from '@jobwright/inventory';
import { Job, type JobMeta } from '@jobwright/sdk';

export const name = 'Device validation';

export class DeviceConnectionsReport extends Job {
  static override meta: JobMeta = {
    name: 'Device connections',
    description: 'Validate the minimum physical connections for each device',
    readOnly: true,
  };

  /** Check that every console port of every active device has a connection defined. */
  async testConsoleConnection(): Promise<void> {
    const ports = await this.em.find(
      ConsolePort,
      { device: { status: { slug: 'active' } } },
      { populate: ['device'], orderBy: { device: { name: 'asc' }, name: 'asc' } },
    );
    for (const port of ports) {
      if (port.connectedEndpoint === null) {
        this.logFailure(port.device, `No console connection defined for ${port.name}`);
      } else if (!port.connectionStatus) {
        this.logWarning(port.device, `Console connection for ${port.name} marked as planned`);
      } else {
        this.logSuccess(port.device);
      }
    }
  }

  /** Check that every active device has at least two connected power supplies. */
  async testPowerConnections(): Promise<void> {
    const devices = await this.em.find(Device, { status: { slug: 'active' } }, { orderBy: { name: 'asc' } });
    const ports = await this.em.find(PowerPort, { device: { status: { slug: 'active' } } });
    const portsByDevice = Map.groupBy(ports, (port) => port.device.id);

    for (const device of devices) {
      let connected = 0;
      for (const port of portsByDevice.get(device.id) ?? []) {
        if (port.connectedEndpoint === null) continue;
        connected += 1;
        if (!port.connectionStatus) {
          this.logWarning(device, `Power connection for ${port.name} marked as planned`);
        }
      }
      if (connected < 2) {
        this.logFailure(device, `${connected} connected power supplies found (2 needed)`);
      } else {
        this.logSuccess(device);
      }
    }
  }
}
