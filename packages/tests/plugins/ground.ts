import { definePlugin } from '@jobwright/sdk';
import { Migration } from '@mikro-orm/migrations';

class Migration0001Ground extends Migration {
  override up(): void {
    this.addSql('create table "ground" ("id" uuid not null primary key)');
  }
}

export const plugin = definePlugin({
  name: 'ground',
  models: [],
  migrations: () => Promise.resolve([{ name: '0001_ground', class: Migration0001Ground }]),
});
