import { Migration } from '@mikro-orm/migrations';

/** Addresses without their masks: an address is found in a network whatever mask it was recorded with. */
export class Migration0002HostOfAddresses extends Migration {
  override up(): void {
    this.addSql(`
alter table "ipam_ip_address" add column "host" inet generated always as ((host(address))::inet) stored;
create index "ipam_ip_address_host_index" on "ipam_ip_address" ("host");
create index "ipam_ip_address_host_gist" on "ipam_ip_address" using gist ("host" inet_ops);
`);
  }
}
