import { definePlugin } from '@jobwright/sdk';
import { Migration } from '@mikro-orm/migrations';

class Migration0001Ground extends Migration {
  override up(): void {
    this.addSql('create table "sinking" ("id" uuid not null primary key)');
  }
}

class Migration0002Sand extends Migration {
  override up(): void {
    this.addSql('alter table "sand" add column "depth" int');
  }
}

/** A plugin whose second migration fails. */
export const plugin = definePlugin({
  name: 'sinking',
  models: [],
  migrations: () =>
    Promise.resolve([
      { name: '0001_ground', class: Migration0001Ground },
      { name: '0002_sand', class: Migration0002Sand },
    ]),
});
