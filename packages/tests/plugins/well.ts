import { definePlugin } from '@jobwright/sdk';
import { Migration } from '@mikro-orm/migrations';
import { Type } from '@sinclair/typebox';

class Migration0001Well extends Migration {
  override up(): void {
    this.addSql('create table "well" ("id" uuid not null primary key references "ground" ("id"))');
  }
}

export const plugin = definePlugin({
  name: 'well',
  dependsOn: ['ground'],
  models: [],
  migrations: () => Promise.resolve([{ name: '0001_well', class: Migration0001Well }]),
  jobs: new URL('./well-jobs/', import.meta.url),
  settings: Type.Object({ depth: Type.Integer({ minimum: 1, default: 3 }) }, { additionalProperties: false }),
});
