import { Migration } from '@mikro-orm/migrations';
import { circuitsForeignKeys, circuitsTables } from './0001-initial/circuits.ts';
import { connectionFunctions, connectionTriggers } from './0001-initial/connections.ts';
import { dcimConsoleAndPowerForeignKeys, dcimConsoleAndPowerTables } from './0001-initial/dcim-console-and-power.ts';
import { dcimDevicesForeignKeys, dcimDevicesTables } from './0001-initial/dcim-devices.ts';
import {
  dcimNetworkComponentsForeignKeys,
  dcimNetworkComponentsTables,
} from './0001-initial/dcim-network-components.ts';
import { dcimPlacesForeignKeys, dcimPlacesTables } from './0001-initial/dcim-places.ts';
import { dcimTypesForeignKeys, dcimTypesTables } from './0001-initial/dcim-types.ts';
import { ipamForeignKeys, ipamTables } from './0001-initial/ipam.ts';
import { tenancyAndExtrasForeignKeys, tenancyAndExtrasTables } from './0001-initial/tenancy-and-extras.ts';
import { virtualizationForeignKeys, virtualizationTables } from './0001-initial/virtualization.ts';

const tables = [
  tenancyAndExtrasTables,
  dcimPlacesTables,
  dcimTypesTables,
  dcimDevicesTables,
  dcimNetworkComponentsTables,
  dcimConsoleAndPowerTables,
  ipamTables,
  circuitsTables,
  virtualizationTables,
];

const foreignKeys = [
  tenancyAndExtrasForeignKeys,
  dcimPlacesForeignKeys,
  dcimTypesForeignKeys,
  dcimDevicesForeignKeys,
  dcimNetworkComponentsForeignKeys,
  dcimConsoleAndPowerForeignKeys,
  ipamForeignKeys,
  circuitsForeignKeys,
  virtualizationForeignKeys,
];

/** All tables of the inventory. Its functions go into a schema that the platform's first migration has made. */
export class Migration0001Initial extends Migration {
  override up(): void {
    for (const sql of [...tables, ...foreignKeys, connectionFunctions, connectionTriggers]) this.addSql(sql);
  }
}
