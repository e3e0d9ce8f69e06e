import type { PluginMigration } from '@jobwright/sdk';
import { Migration0001Initial } from './0001-initial.ts';
import { Migration0002HostOfAddresses } from './0002-host-of-addresses.ts';

/** In the order in which they run. */
export const migrations: readonly PluginMigration[] = [
  { name: '0001_initial', class: Migration0001Initial },
  { name: '0002_host_of_addresses', class: Migration0002HostOfAddresses },
];
