import { Migration } from '@mikro-orm/migrations';

/** Secrets, encrypted. */
export class Migration0004Secrets extends Migration {
  override up(): void {
    this.addSql(`create table "extras_secret" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(100) not null,
  "description" varchar(200) not null default '',
  "sealed_value" bytea not null,
  "jobs" text[] not null,
  constraint "extras_secret_name_unique" unique ("name")
)`);
  }

  override down(): void {
    this.addSql('drop table "extras_secret"');
  }
}
