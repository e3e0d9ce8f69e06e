import { Migration } from '@mikro-orm/migrations';

/** Accounts at identity providers that users sign in with. */
export class Migration0014ExternalIdentities extends Migration {
  override up(): void {
    this.addSql(`create table "users_external_identity" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "user_id" uuid not null,
  "issuer" varchar(500) not null,
  "subject" varchar(255) not null,
  "last_login" timestamptz,
  constraint "users_external_identity_issuer_subject_unique" unique ("issuer", "subject"),
  constraint "users_external_identity_user_id_foreign"
    foreign key ("user_id") references "users_user" ("id") on delete cascade
)`);
    this.addSql('create index "users_external_identity_user_id_index" on "users_external_identity" ("user_id")');
    this.addSql('alter table "users_session" add column "identity_provider" varchar(50), add column "id_token" text');
  }

  override down(): void {
    this.addSql('alter table "users_session" drop column "identity_provider", drop column "id_token"');
    this.addSql('drop table "users_external_identity"');
  }
}
