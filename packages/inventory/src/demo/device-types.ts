/** A device type, with its components as name, count and type: `['Ethernet{n}', 1, 48, '25gbase-x-sfp28']` is from 1 to 48. */
export interface DemoDeviceType {
  readonly slug: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly uHeight?: number;
  readonly isFullDepth?: boolean;
  readonly interfaces?: readonly (readonly [pattern: string, from: number, to: number, type: string])[];
  readonly managementInterface?: string;
  readonly console?: string;
  readonly powerPorts?: readonly string[];
  /** Watts for each power port. */
  readonly maximumDraw?: number;
  readonly consoleServerPorts?: number;
  readonly powerOutlets?: number;
  readonly panelPorts?: number;
}

export const manufacturerNames = [
  'Cisco',
  'Arista',
  'Juniper',
  'Palo Alto Networks',
  'Opengear',
  'APC',
  'Panduit',
  'Dell',
];

const twoSupplies = ['PSU1', 'PSU2'];

export const deviceTypeList: readonly DemoDeviceType[] = [
  {
    slug: 'mx204',
    manufacturer: 'Juniper',
    model: 'MX204',
    interfaces: [
      ['et-0/0/{n}', 0, 3, '100gbase-x-qsfp28'],
      ['xe-0/1/{n}', 0, 7, '10gbase-x-sfpp'],
      ['lo{n}', 0, 0, 'virtual'],
    ],
    managementInterface: 'fxp0',
    console: 'con0',
    powerPorts: twoSupplies,
    maximumDraw: 650,
  },
  {
    slug: 'dcs-7280sr3-48yc8',
    manufacturer: 'Arista',
    model: 'DCS-7280SR3-48YC8',
    interfaces: [
      ['Ethernet{n}', 1, 56, '100gbase-x-qsfp28'],
      ['Loopback{n}', 0, 0, 'virtual'],
      ['Port-Channel{n}', 1, 1, 'lag'],
    ],
    managementInterface: 'Management1',
    console: 'Console',
    powerPorts: twoSupplies,
    maximumDraw: 750,
  },
  {
    slug: 'dcs-7050sx3-48yc8',
    manufacturer: 'Arista',
    model: 'DCS-7050SX3-48YC8',
    isFullDepth: false,
    interfaces: [
      ['Ethernet{n}', 1, 48, '25gbase-x-sfp28'],
      ['Ethernet{n}', 49, 56, '100gbase-x-qsfp28'],
      ['Loopback{n}', 0, 0, 'virtual'],
    ],
    managementInterface: 'Management1',
    console: 'Console',
    powerPorts: twoSupplies,
    maximumDraw: 500,
  },
  {
    slug: 'c9500-24y4c',
    manufacturer: 'Cisco',
    model: 'C9500-24Y4C',
    interfaces: [
      ['TwentyFiveGigE1/0/{n}', 1, 24, '25gbase-x-sfp28'],
      ['HundredGigE1/0/{n}', 25, 28, '100gbase-x-qsfp28'],
      ['Loopback{n}', 0, 0, 'virtual'],
    ],
    managementInterface: 'GigabitEthernet0/0',
    console: 'Console',
    powerPorts: twoSupplies,
    maximumDraw: 650,
  },
  {
    slug: 'c9300-48p',
    manufacturer: 'Cisco',
    model: 'C9300-48P',
    interfaces: [
      ['GigabitEthernet1/0/{n}', 1, 48, '1000base-t'],
      ['TenGigabitEthernet1/1/{n}', 1, 4, '10gbase-x-sfpp'],
    ],
    managementInterface: 'GigabitEthernet0/0',
    console: 'Console',
    powerPorts: twoSupplies,
    maximumDraw: 1100,
  },
  {
    slug: 'ex2300-24t',
    manufacturer: 'Juniper',
    model: 'EX2300-24T',
    isFullDepth: false,
    interfaces: [
      ['ge-0/0/{n}', 0, 23, '1000base-t'],
      ['xe-0/1/{n}', 0, 3, '10gbase-x-sfpp'],
    ],
    managementInterface: 'me0',
    console: 'con0',
    powerPorts: ['PSU1'],
    maximumDraw: 100,
  },
  {
    slug: 'pa-3410',
    manufacturer: 'Palo Alto Networks',
    model: 'PA-3410',
    interfaces: [['ethernet1/{n}', 1, 12, '10gbase-x-sfpp']],
    managementInterface: 'mgmt',
    console: 'CONSOLE',
    powerPorts: twoSupplies,
    maximumDraw: 450,
  },
  {
    slug: 'c9130axi',
    manufacturer: 'Cisco',
    model: 'C9130AXI',
    uHeight: 0,
    interfaces: [['Dot11Radio{n}', 0, 0, 'ieee802.11ax']],
    managementInterface: 'GigabitEthernet0',
    console: 'Console',
  },
  {
    slug: 'om2248',
    manufacturer: 'Opengear',
    model: 'OM2248',
    isFullDepth: false,
    managementInterface: 'net1',
    powerPorts: twoSupplies,
    maximumDraw: 60,
    consoleServerPorts: 48,
  },
  {
    slug: 'ap8853',
    manufacturer: 'APC',
    model: 'AP8853',
    uHeight: 0,
    managementInterface: 'Network',
    powerPorts: ['Input'],
    maximumDraw: 7360,
    powerOutlets: 24,
  },
  { slug: 'fodrx24', manufacturer: 'Panduit', model: 'FODRX24', isFullDepth: false, panelPorts: 24 },
  {
    slug: 'poweredge-r650',
    manufacturer: 'Dell',
    model: 'PowerEdge R650',
    interfaces: [['eno{n}', 1, 4, '25gbase-x-sfp28']],
    managementInterface: 'iDRAC',
    powerPorts: twoSupplies,
    maximumDraw: 1100,
  },
];

/** Platforms: slug, name, manufacturer, driver. */
export const platformList = [
  ['junos', 'Juniper Junos', 'Juniper', 'junos'],
  ['eos', 'Arista EOS', 'Arista', 'eos'],
  ['ios-xe', 'Cisco IOS XE', 'Cisco', 'ios'],
  ['pan-os', 'PAN-OS', 'Palo Alto Networks', 'panos'],
  ['ubuntu-24-04', 'Ubuntu 24.04', null, ''],
] as const;
