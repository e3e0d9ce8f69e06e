/**
 * Entities and models of a network inventory. Safe for the isolate: it needs neither Node nor SQL.
 *
 * @packageDocumentation
 */

export { Circuit } from './circuits/circuit.ts';
export { CircuitTermination } from './circuits/circuit-termination.ts';
export { CircuitType } from './circuits/circuit-type.ts';
export { Provider } from './circuits/provider.ts';
export type { CustomFieldData } from './common/shared-properties.ts';
export { addComponents, type DeviceComponents } from './dcim/add-components.ts';
export { Cable } from './dcim/cable.ts';
export {
  cableLengthUnits,
  cableTypes,
  interfaceModes,
  powerFeedLegs,
  powerFeedTypes,
  powerPhases,
  powerSupplies,
  type RackFace,
  rackFaces,
  rackTypes,
  rackWidths,
} from './dcim/choices.ts';
export type { CableEnds, CableTermination, CableTerminationType } from './dcim/cable-ends.ts';
export {
  ConsolePortTemplate,
  ConsoleServerPortTemplate,
  FrontPortTemplate,
  InterfaceTemplate,
  PowerOutletTemplate,
  PowerPortTemplate,
  RearPortTemplate,
} from './dcim/component-templates.ts';
export { ConsolePort } from './dcim/console-port.ts';
export { ConsoleServerPort } from './dcim/console-server-port.ts';
export { Device } from './dcim/device.ts';
export { DeviceRole } from './dcim/device-role.ts';
export { DeviceType } from './dcim/device-type.ts';
export { freeUnits, type FreeUnitsOptions } from './dcim/free-units.ts';
export { FrontPort } from './dcim/front-port.ts';
export { Interface } from './dcim/interface.ts';
export { Manufacturer } from './dcim/manufacturer.ts';
export { Platform } from './dcim/platform.ts';
export { PowerFeed } from './dcim/power-feed.ts';
export { PowerOutlet } from './dcim/power-outlet.ts';
export { PowerPanel } from './dcim/power-panel.ts';
export { PowerPort } from './dcim/power-port.ts';
export { Rack } from './dcim/rack.ts';
export { RackGroup } from './dcim/rack-group.ts';
export { RackRole } from './dcim/rack-role.ts';
export { RearPort } from './dcim/rear-port.ts';
export { Region } from './dcim/region.ts';
export { Site } from './dcim/site.ts';
export { Status } from './extras/status.ts';
export { Tag } from './extras/tag.ts';
export { ipAddressRoles, type IPAddressRole } from './ipam/choices.ts';
export { freeAddresses, type FreeAddressesOptions } from './ipam/free-addresses.ts';
export { freePrefixes, type FreePrefixesOptions } from './ipam/free-prefixes.ts';
export { freeVid } from './ipam/free-vid.ts';
export { IPAddress } from './ipam/ip-address.ts';
export { IPRange } from './ipam/ip-range.ts';
export { Prefix } from './ipam/prefix.ts';
export { prefixUtilization } from './ipam/prefix-utilization.ts';
export { Role } from './ipam/role.ts';
export { VLAN } from './ipam/vlan.ts';
export { VLANGroup } from './ipam/vlan-group.ts';
export { VRF } from './ipam/vrf.ts';
export { models } from './models.ts';
export { Tenant } from './tenancy/tenant.ts';
export { TenantGroup } from './tenancy/tenant-group.ts';
export { Cluster } from './virtualization/cluster.ts';
export { ClusterGroup } from './virtualization/cluster-group.ts';
export { ClusterType } from './virtualization/cluster-type.ts';
export { VirtualMachine } from './virtualization/virtual-machine.ts';
export { VMInterface } from './virtualization/vm-interface.ts';
