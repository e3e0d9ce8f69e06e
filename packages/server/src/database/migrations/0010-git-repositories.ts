import { Migration } from '@mikro-orm/migrations';

/** Git repositories that jobs come from, and results of their syncs. */
export class Migration0010GitRepositories extends Migration {
  override up(): void {
    this.addSql(`alter table "extras_job_result" add column "kind" text not null default 'run'`);
    this.addSql(
      `alter table "extras_job_result" add constraint "extras_job_result_kind_check" check ("kind" in ('run', 'sync'))`,
    );
    this.addSql(`create table "extras_git_repository" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "remote_url" varchar(1000) not null,
  "ref" varchar(250),
  "path" varchar(500) not null default '',
  "credentials" jsonb,
  "webhook_secret_env" varchar(200),
  "sync_interval_s" int,
  "provides" text[] not null default '{jobs}',
  "enabled" boolean not null default true,
  "current_commit" varchar(64),
  "last_sync_requested" timestamptz,
  "last_synced" timestamptz,
  "last_problem" jsonb,
  "last_result_id" uuid,
  constraint "extras_git_repository_name_unique" unique ("name"),
  constraint "extras_git_repository_slug_unique" unique ("slug"),
  constraint "extras_git_repository_last_result_id_foreign"
    foreign key ("last_result_id") references "extras_job_result" ("id") on delete set null
)`);
  }

  override down(): void {
    this.addSql('drop table "extras_git_repository"');
    this.addSql(`delete from "extras_job_result" where "kind" = 'sync'`);
    this.addSql('alter table "extras_job_result" drop column "kind"');
  }
}
