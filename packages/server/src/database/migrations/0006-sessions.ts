import { Migration } from '@mikro-orm/migrations';

/** Sessions of browsers, and attempts to sign in that failed. */
export class Migration0006Sessions extends Migration {
  override up(): void {
    this.addSql(`create table "users_session" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "user_id" uuid not null,
  "token_id" uuid,
  "digest" varchar(64) not null,
  "previous_digest" varchar(64),
  "rotated" timestamptz not null,
  "last_seen" timestamptz not null,
  "expires" timestamptz not null,
  "client_address" varchar(100) not null default '',
  "user_agent" varchar(300) not null default '',
  constraint "users_session_digest_unique" unique ("digest"),
  constraint "users_session_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on delete cascade,
  constraint "users_session_token_id_foreign" foreign key ("token_id") references "users_token" ("id") on delete cascade
)`);
    this.addSql('create index "users_session_previous_digest_index" on "users_session" ("previous_digest")');
    this.addSql('create index "users_session_expires_index" on "users_session" ("expires")');
    // The shape that rate-limiter-flexible uses. It may be lost: attempts count for an hour at most.
    this.addSql(`create unlogged table "users_sign_in_attempts" (
  "key" varchar(255) not null primary key,
  "points" integer not null default 0,
  "expire" bigint
)`);
  }

  override down(): void {
    this.addSql('drop table "users_sign_in_attempts"');
    this.addSql('drop table "users_session"');
  }
}
