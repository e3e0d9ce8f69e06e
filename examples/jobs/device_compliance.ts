import { Device, Interface, Site } from '@jobwright/inventory';
import { AbortJob, Job, MultiObjectVar, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Compliance';

/** What every device that is in use has to fulfil. Each method is a section of the report. */
export class DeviceCompliance extends Job {
  static override meta: JobMeta = {
    name: 'Device compliance',
    description: 'Checks the names, primary addresses and cables of active devices',
    readOnly: true,
  };

  sites = MultiObjectVar({ model: Site, required: false, description: 'All sites when none is chosen' });
  pattern = StringVar({
    label: 'Pattern of names',
    description: 'A regular expression that the whole name must match',
    default: '[a-z]{3}[0-9]+-[a-z]+[0-9-]+',
  });

  #devices: readonly Device[] = [];
  #pattern = /^$/;

  /** Loads once what the sections below look at. */
  override async run({ sites = [], pattern }: JobData<DeviceCompliance>): Promise<void> {
    try {
      this.#pattern = new RegExp(`^(?:${pattern})$`);
    } catch {
      throw new AbortJob(`${pattern} is no regular expression.`);
    }
    this.#devices = await this.em.find(
      Device,
      { status: { slug: 'active' }, ...(sites.length > 0 ? { site: { $in: sites } } : {}) },
      { populate: ['site', 'primaryIp4', 'primaryIp6'], orderBy: { site: { name: 'asc' }, name: 'asc' } },
    );
    if (this.#devices.length === 0) this.logWarning('There is no active device to look at.');
  }

  testNames(): void {
    for (const device of this.#devices) {
      if (!device.name) {
        this.logFailure(device, 'It has no name.');
      } else if (!this.#pattern.test(device.name)) {
        this.logFailure(device, `The name does not match \`${this.#pattern.source}\`.`);
      } else if (!device.name.startsWith(device.site.slug)) {
        this.logWarning(device, `The name does not begin with that of its site, \`${device.site.slug}\`.`);
      } else {
        this.logSuccess(device);
      }
    }
  }

  testPrimaryAddresses(): void {
    for (const device of this.#devices) {
      if (device.primaryIp) this.logSuccess(device, device.primaryIp.address);
      else this.logFailure(device, 'It has no primary address.');
    }
  }

  /** Each device has a cable, and no cable ends where nothing is. */
  async testCables(): Promise<void> {
    const ports = await this.em.find(Interface, {
      device: { $in: [...this.#devices] },
      type: { $nin: ['virtual', 'lag'] },
      cable: { $ne: null },
    });
    const portsByDevice = Map.groupBy(ports, (port) => port.device.id);
    for (const device of this.#devices) {
      const cabled = portsByDevice.get(device.id) ?? [];
      const loose = cabled.filter((port) => port.connectedEndpoint === null);
      if (cabled.length === 0) this.logWarning(device, 'No interface has a cable.');
      else if (loose.length > 0) this.logFailure(device, `Nothing at the other end of ${names(loose)}`);
      else this.logSuccess(device, `${cabled.length} cables`);
    }
  }
}

function names(ports: readonly Interface[]): string {
  return ports.map((port) => port.name).join(', ');
}
