import type { ModelDefinition } from '@jobwright/sdk';
import { circuitTerminationModel } from './circuits/circuit-termination.ts';
import { circuitTypeModel } from './circuits/circuit-type.ts';
import { circuitModel } from './circuits/circuit.ts';
import { providerModel } from './circuits/provider.ts';
import { cableModel } from './dcim/cable.ts';
import {
  interfaceTemplateModel,
  consolePortTemplateModel,
  consoleServerPortTemplateModel,
  powerPortTemplateModel,
  powerOutletTemplateModel,
  rearPortTemplateModel,
  frontPortTemplateModel,
} from './dcim/component-templates.ts';
import { consolePortModel } from './dcim/console-port.ts';
import { consoleServerPortModel } from './dcim/console-server-port.ts';
import { deviceRoleModel } from './dcim/device-role.ts';
import { deviceTypeModel } from './dcim/device-type.ts';
import { deviceModel } from './dcim/device.ts';
import { frontPortModel } from './dcim/front-port.ts';
import { interfaceModel } from './dcim/interface.ts';
import { manufacturerModel } from './dcim/manufacturer.ts';
import { platformModel } from './dcim/platform.ts';
import { powerFeedModel } from './dcim/power-feed.ts';
import { powerOutletModel } from './dcim/power-outlet.ts';
import { powerPanelModel } from './dcim/power-panel.ts';
import { powerPortModel } from './dcim/power-port.ts';
import { rackGroupModel } from './dcim/rack-group.ts';
import { rackRoleModel } from './dcim/rack-role.ts';
import { rackModel } from './dcim/rack.ts';
import { rearPortModel } from './dcim/rear-port.ts';
import { regionModel } from './dcim/region.ts';
import { siteModel } from './dcim/site.ts';
import { statusModel } from './extras/status.ts';
import { tagModel } from './extras/tag.ts';
import { ipAddressModel } from './ipam/ip-address.ts';
import { ipRangeModel } from './ipam/ip-range.ts';
import { prefixModel } from './ipam/prefix.ts';
import { roleModel } from './ipam/role.ts';
import { vlanGroupModel } from './ipam/vlan-group.ts';
import { vlanModel } from './ipam/vlan.ts';
import { vrfModel } from './ipam/vrf.ts';
import { tenantGroupModel } from './tenancy/tenant-group.ts';
import { tenantModel } from './tenancy/tenant.ts';
import { clusterGroupModel } from './virtualization/cluster-group.ts';
import { clusterTypeModel } from './virtualization/cluster-type.ts';
import { clusterModel } from './virtualization/cluster.ts';
import { virtualMachineModel } from './virtualization/virtual-machine.ts';
import { vmInterfaceModel } from './virtualization/vm-interface.ts';

/** All models of the inventory. */
export const models: readonly ModelDefinition[] = [
  circuitTerminationModel,
  circuitTypeModel,
  circuitModel,
  providerModel,
  cableModel,
  interfaceTemplateModel,
  consolePortTemplateModel,
  consoleServerPortTemplateModel,
  powerPortTemplateModel,
  powerOutletTemplateModel,
  rearPortTemplateModel,
  frontPortTemplateModel,
  consolePortModel,
  consoleServerPortModel,
  deviceRoleModel,
  deviceTypeModel,
  deviceModel,
  frontPortModel,
  interfaceModel,
  manufacturerModel,
  platformModel,
  powerFeedModel,
  powerOutletModel,
  powerPanelModel,
  powerPortModel,
  rackGroupModel,
  rackRoleModel,
  rackModel,
  rearPortModel,
  regionModel,
  siteModel,
  statusModel,
  tagModel,
  ipAddressModel,
  ipRangeModel,
  prefixModel,
  roleModel,
  vlanGroupModel,
  vlanModel,
  vrfModel,
  tenantGroupModel,
  tenantModel,
  clusterGroupModel,
  clusterTypeModel,
  clusterModel,
  virtualMachineModel,
  vmInterfaceModel,
];
