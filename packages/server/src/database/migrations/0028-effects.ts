import { Migration } from '@mikro-orm/migrations';

/** Requests that runs sent to other systems, or would have sent. */
export class Migration0028Effects extends Migration {
  override up(): void {
    this.addSql(`create table "extras_effect" (
  "job_result_id" uuid not null,
  "seq" int not null,
  "phase" text not null default 'run',
  "time" timestamptz not null,
  "method" varchar(200) not null,
  "url" varchar(2000) not null,
  "header_names" text[] not null,
  "sent" boolean not null,
  "status" int,
  "request_bytes" int not null,
  "response_bytes" int,
  "duration_ms" int,
  "error" varchar(100),
  primary key ("job_result_id", "seq"),
  constraint "extras_effect_phase_check" check ("phase" in ('run', 'postRun')),
  constraint "extras_effect_job_result_id_foreign"
    foreign key ("job_result_id") references "extras_job_result" ("id") on delete cascade
)`);
  }

  override down(): void {
    this.addSql('drop table "extras_effect"');
  }
}
