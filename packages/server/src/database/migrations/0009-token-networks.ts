import { Migration } from '@mikro-orm/migrations';

/** Networks that a token may be used from. */
export class Migration0009TokenNetworks extends Migration {
  override up(): void {
    this.addSql(`alter table "users_token" add column "allowed_networks" text[] not null default '{}'`);
  }

  override down(): void {
    this.addSql('alter table "users_token" drop column "allowed_networks"');
  }
}
