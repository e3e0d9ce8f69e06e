import type { PluginMigration } from '@jobwright/sdk';
import { Migration } from '@mikro-orm/migrations';

class Migration0001Windows extends Migration {
  override up(): void {
    this.addSql(`
      create table "maintenance_window" (
        "id" uuid not null,
        "created" timestamptz not null,
        "last_updated" timestamptz not null,
        "device_id" uuid not null,
        "start" timestamptz not null,
        "end" timestamptz not null,
        "reason" varchar(200) not null,
        primary key ("id")
      )`);
    this.addSql(`create index "maintenance_window_device_id_index" on "maintenance_window" ("device_id")`);
    this.addSql(`
      alter table "maintenance_window" add constraint "maintenance_window_device_id_foreign"
        foreign key ("device_id") references "dcim_device" ("id") on delete cascade`);
  }
}

/** In the order in which they run. A name never changes once it has been published. */
export const migrations: readonly PluginMigration[] = [{ name: '0001_windows', class: Migration0001Windows }];
