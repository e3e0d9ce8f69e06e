import { Device, DeviceType, IPAddress as Address, Manufacturer, Region, Site } from '@jobwright/inventory';
import {
  BooleanVar,
  ChoiceVar,
  FileVar,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetworkVar,
  IntegerVar,
  Job,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
  type JobData,
  type JobMeta,
} from '@jobwright/sdk';

export const name = 'Examples';

/** Shows each kind of variable with its options, and what arrives in `run`. */
export class EveryVariable extends Job {
  static override meta: JobMeta = {
    name: 'Every variable',
    description: 'One input of each kind; returns what it was given',
    readOnly: true,
  };

  code = StringVar({
    label: 'Site code',
    description: 'Three lower-case letters',
    minLength: 3,
    maxLength: 3,
    regex: /[a-z]+/,
  });
  notes = TextVar({ description: 'Any text, several lines', required: false });
  count = IntegerVar({ description: 'From 0 to 48', minValue: 0, maxValue: 48, default: 0 });
  enabled = BooleanVar({ description: 'A flag' });
  direction = ChoiceVar({
    choices: [
      ['n', 'North'],
      ['s', 'South'],
      ['e', 'East'],
      ['w', 'West'],
    ],
    default: 'n',
  });
  colours = MultiChoiceVar({
    choices: [
      ['ff0000', 'Red'],
      ['00ff00', 'Green'],
      ['0000ff', 'Blue'],
    ],
    required: false,
  });
  region = ObjectVar({ model: Region, required: false });
  site = ObjectVar({ model: Site, required: false, queryParams: { region_id: '$region' }, nullOption: 'No site' });
  deviceTypes = MultiObjectVar({ model: DeviceType, required: false, displayField: 'model' });
  device = ObjectVar({ model: Device, required: false, queryParams: { status: ['active', 'planned'] } });
  manufacturer = ObjectVar({ model: Manufacturer, required: false });
  dnsName = ObjectVar({ model: Address, required: false, displayField: 'dns_name' });
  upload = FileVar({ description: 'Any file', required: false });
  gateway = IPAddressVar({ required: false });
  management = IPAddressWithMaskVar({ required: false });
  block = IPNetworkVar({ required: false, minPrefixLength: 8, maxPrefixLength: 30 });

  override async run(data: JobData<EveryVariable>): Promise<object> {
    const upload = data.upload;
    return {
      code: data.code,
      notes: data.notes ?? null,
      count: data.count,
      enabled: data.enabled,
      direction: data.direction,
      colours: data.colours ?? [],
      region: data.region?.name ?? null,
      site: data.site?.name ?? null,
      device_types: (data.deviceTypes ?? []).map((deviceType) => deviceType.model),
      device: data.device?.name ?? null,
      manufacturer: data.manufacturer?.name ?? null,
      dns_name: data.dnsName?.dnsName ?? null,
      upload: upload ? `${upload.name}, ${upload.size} bytes` : null,
      gateway: data.gateway ? `IPv${data.gateway.version} ${data.gateway.toString()}` : null,
      management: data.management ? `${data.management.ip.toString()} in ${data.management.cidr.toString()}` : null,
      block: data.block ? `${data.block.toString()} has ${data.block.size} addresses` : null,
    };
  }
}
