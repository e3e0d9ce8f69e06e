import { Migration } from '@mikro-orm/migrations';

/** Jobs that run later, once or again and again. */
export class Migration0013ScheduledJobs extends Migration {
  override up(): void {
    this.addSql(`create table "extras_scheduled_job" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(200) not null,
  "job_id" uuid not null,
  "job_path" varchar(800) not null,
  "job_name" varchar(200) not null,
  "data" jsonb not null,
  "commit" boolean not null,
  "user_id" uuid,
  "user_name" varchar(150) not null,
  "interval" text not null,
  "crontab" varchar(200),
  "start_time" timestamptz(3),
  "time_zone" varchar(100) not null,
  "enabled" boolean not null default true,
  "next_run" timestamptz(3),
  "last_run" timestamptz(3),
  "total_run_count" int not null default 0,
  "last_result_id" uuid,
  "last_problem" jsonb,
  constraint "extras_scheduled_job_interval_check"
    check ("interval" in ('future', 'hourly', 'daily', 'weekly', 'custom')),
  constraint "extras_scheduled_job_job_id_foreign"
    foreign key ("job_id") references "extras_job" ("id") on delete cascade,
  constraint "extras_scheduled_job_user_id_foreign"
    foreign key ("user_id") references "users_user" ("id") on delete set null,
  constraint "extras_scheduled_job_last_result_id_foreign"
    foreign key ("last_result_id") references "extras_job_result" ("id") on delete set null
)`);
    this.addSql(`create index "extras_scheduled_job_job_id_index" on "extras_scheduled_job" ("job_id")`);
    this.addSql(`create index "extras_scheduled_job_user_id_index" on "extras_scheduled_job" ("user_id")`);
  }

  override down(): void {
    this.addSql('drop table "extras_scheduled_job"');
  }
}
