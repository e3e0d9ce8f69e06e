import { Migration } from '@mikro-orm/migrations';

/**
 * Operators that let MikroORM's `$contains` and `$contained` work on inet and cidr columns. Their functions are plain
 * SQL without STRICT, so that the planner puts the built-in operator in their place and finds indexes for it:
 * https://wiki.postgresql.org/wiki/Inlining_of_SQL_functions
 */
const networkOperators = `
create schema jobwright_internal;
create function jobwright_internal.network_contains(inet, inet) returns boolean
  language sql immutable parallel safe as 'select $1 >>= $2';
create function jobwright_internal.network_contained(inet, inet) returns boolean
  language sql immutable parallel safe as 'select $1 <<= $2';
create operator @> (leftarg = inet, rightarg = inet, function = jobwright_internal.network_contains, commutator = <@);
create operator <@ (leftarg = inet, rightarg = inet, function = jobwright_internal.network_contained, commutator = @>);
`;

const tables = `
create table "extras_job_bundle" (
  "digest" varchar(64) not null,
  "code" text not null,
  "source_map" text not null,
  "inputs" jsonb not null,
  "data_files" jsonb not null,
  "created" timestamptz not null,
  primary key ("digest")
);

create table "extras_job_data_file" (
  "digest" varchar(64) not null,
  "content" text not null,
  "created" timestamptz not null,
  primary key ("digest")
);

create table "extras_job_module" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "source" text not null,
  "slug" varchar(200) not null,
  "module_path" varchar(400) not null,
  "display_name" varchar(200) not null,
  "source_file" varchar(1000) not null,
  "source_digest" varchar(64) null,
  "bundle_digest" varchar(64) null,
  "git_commit" varchar(64) null,
  "error" jsonb null,
  "installed" boolean not null default true,
  primary key ("id")
);

create table "extras_job" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "module_id" uuid not null,
  "class_path" varchar(800) not null,
  "class_name" varchar(200) not null,
  "name" varchar(200) not null,
  "description" text not null default '',
  "descriptor" jsonb not null,
  "bundle_digest" varchar(64) not null,
  "enabled" boolean not null default true,
  "installed" boolean not null default true,
  primary key ("id")
);

create table "users_object_permission" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(100) not null,
  "description" varchar(200) not null default '',
  "enabled" boolean not null default true,
  "object_types" text[] not null,
  "actions" text[] not null,
  "constraints" jsonb null,
  primary key ("id")
);

create table "users_user" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "username" varchar(150) not null,
  "email" varchar(254) not null default '',
  "password_hash" varchar(300) null,
  "is_superuser" boolean not null default false,
  "is_active" boolean not null default true,
  "last_login" timestamptz null,
  primary key ("id")
);

create table "users_token" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "user_id" uuid not null,
  "prefix" varchar(16) not null,
  "digest" varchar(64) not null,
  "description" varchar(200) not null default '',
  "write_enabled" boolean not null default true,
  "expires" timestamptz null,
  "last_used" timestamptz null,
  primary key ("id")
);

create table "users_object_permission_users" (
  "object_permission_id" uuid not null,
  "user_id" uuid not null,
  primary key ("object_permission_id", "user_id")
);

create table "extras_worker" (
  "number" serial primary key,
  "hostname" varchar(255) not null,
  "pid" int not null,
  "slots" int not null,
  "version" varchar(50) not null,
  "queue_pool" varchar(100) null,
  "started" timestamptz not null,
  "stopped" timestamptz null
);

create table "extras_job_result" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "job_id" uuid null,
  "job_path" varchar(800) not null,
  "job_name" varchar(200) not null,
  "status" text not null default 'pending',
  "commit" boolean not null,
  "read_only" boolean not null default false,
  "singleton" boolean not null default false,
  "input" jsonb not null,
  "input_stored" boolean not null default true,
  "user_id" uuid null,
  "user_name" varchar(150) not null,
  "request_id" uuid not null,
  "request" jsonb not null,
  "bundle_digest" varchar(64) null,
  "git_commit" varchar(64) null,
  "started" timestamptz null,
  "completed" timestamptz null,
  "worker_id" int null,
  "progress" jsonb null,
  "output" jsonb null,
  "error" jsonb null,
  "log_summary" jsonb null,
  "change_count" int not null default 0,
  "change_digest" varchar(64) null,
  "changes_committed" boolean not null default false,
  "cancel_requested" timestamptz null,
  "cancel_requested_by_id" uuid null,
  "cancel_requested_by_name" varchar(150) null,
  primary key ("id")
);

create table "extras_uploaded_file" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(255) not null,
  "content_type" varchar(255) not null,
  "size" bigint not null,
  "sha256" varchar(64) not null,
  "user_id" uuid null,
  "job_result_id" uuid null,
  primary key ("id")
);

create table "extras_uploaded_file_chunk" (
  "file_id" uuid not null,
  "position" int not null,
  "data" bytea not null,
  primary key ("file_id", "position")
);

create table "extras_sensitive_input" (
  "job_result_id" uuid not null,
  "input" jsonb not null,
  primary key ("job_result_id")
);

create table "extras_object_change" (
  "id" uuid not null,
  "time" timestamptz(3) not null,
  "user_id" uuid null,
  "user_name" varchar(150) not null,
  "request_id" uuid not null,
  "action" text not null,
  "changed_object_type" varchar(200) not null,
  "changed_object_id" varchar(100) not null,
  "object_repr" varchar(500) not null,
  "fields" jsonb not null,
  "job_result_id" uuid null,
  primary key ("id")
);

create table "extras_log_entry" (
  "job_result_id" uuid not null,
  "seq" int not null,
  "time" timestamptz(3) not null,
  "grouping" varchar(200) not null,
  "level" varchar(10) not null,
  "message" text not null,
  "object_model" varchar(200) null,
  "object_id" varchar(100) null,
  "object_display" varchar(500) null,
  primary key ("job_result_id", "seq")
);

create table "extras_change_entry" (
  "job_result_id" uuid not null,
  "seq" int not null,
  "phase" text not null default 'run',
  "action" text not null,
  "model" varchar(200) not null,
  "object_id" varchar(100) not null,
  "display" varchar(500) not null,
  "fields" jsonb not null,
  "version_before" varchar(100) null,
  "cascades" jsonb null,
  primary key ("job_result_id", "seq")
);
`;

const indexes = `
create index "extras_job_result_request_id_index" on "extras_job_result" ("request_id");
create index "extras_job_result_job_id_created_index" on "extras_job_result" ("job_id", "created");
create index "extras_job_result_user_id_created_index" on "extras_job_result" ("user_id", "created");
create index "extras_job_result_created_index" on "extras_job_result" ("created");
create index "extras_job_result_active_index" on "extras_job_result" ("worker_id") where status in ('pending', 'running');
create unique index "extras_job_result_singleton_unique" on "extras_job_result" ("job_id") where status = 'running' and singleton;
create index "extras_uploaded_file_job_result_id_index" on "extras_uploaded_file" ("job_result_id");
create index "extras_object_change_request_id_index" on "extras_object_change" ("request_id");
create index "extras_object_change_job_result_id_index" on "extras_object_change" ("job_result_id");
create index "extras_object_change_object_index" on "extras_object_change" ("changed_object_type", "changed_object_id", "time");
create index "extras_object_change_time_index" on "extras_object_change" ("time");
create index "extras_change_entry_model_object_id_index" on "extras_change_entry" ("model", "object_id");
`;

const constraints = `
alter table "extras_job_module" add constraint "extras_job_module_slug_module_path_unique" unique ("slug", "module_path");
alter table "extras_job_module" add constraint "extras_job_module_source_check" check ("source" in ('local', 'git', 'plugin'));
alter table "extras_job" add constraint "extras_job_class_path_unique" unique ("class_path");
alter table "users_object_permission" add constraint "users_object_permission_name_unique" unique ("name");
alter table "users_user" add constraint "users_user_username_unique" unique ("username");
alter table "users_token" add constraint "users_token_digest_unique" unique ("digest");
alter table "extras_job_result" add constraint "extras_job_result_status_check" check ("status" in ('pending', 'running', 'completed', 'failed', 'errored', 'canceled'));
alter table "extras_object_change" add constraint "extras_object_change_action_check" check ("action" in ('create', 'update', 'delete'));
alter table "extras_change_entry" add constraint "extras_change_entry_phase_check" check ("phase" in ('run', 'postRun'));
alter table "extras_change_entry" add constraint "extras_change_entry_action_check" check ("action" in ('create', 'update', 'delete'));
alter table "extras_job_module" add constraint "extras_job_module_bundle_digest_foreign" foreign key ("bundle_digest") references "extras_job_bundle" ("digest") on delete restrict;
alter table "extras_job" add constraint "extras_job_module_id_foreign" foreign key ("module_id") references "extras_job_module" ("id") on delete cascade;
alter table "extras_job" add constraint "extras_job_bundle_digest_foreign" foreign key ("bundle_digest") references "extras_job_bundle" ("digest") on delete restrict;
alter table "users_token" add constraint "users_token_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on delete cascade;
alter table "users_object_permission_users" add constraint "users_object_permission_users_object_permission_id_foreign" foreign key ("object_permission_id") references "users_object_permission" ("id") on update cascade on delete cascade;
alter table "users_object_permission_users" add constraint "users_object_permission_users_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on update cascade on delete cascade;
alter table "extras_job_result" add constraint "extras_job_result_job_id_foreign" foreign key ("job_id") references "extras_job" ("id") on delete set null;
alter table "extras_job_result" add constraint "extras_job_result_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on delete set null;
alter table "extras_job_result" add constraint "extras_job_result_worker_id_foreign" foreign key ("worker_id") references "extras_worker" ("number") on delete set null;
alter table "extras_job_result" add constraint "extras_job_result_cancel_requested_by_id_foreign" foreign key ("cancel_requested_by_id") references "users_user" ("id") on delete set null;
alter table "extras_uploaded_file" add constraint "extras_uploaded_file_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on delete set null;
alter table "extras_uploaded_file" add constraint "extras_uploaded_file_job_result_id_foreign" foreign key ("job_result_id") references "extras_job_result" ("id") on delete cascade;
alter table "extras_uploaded_file_chunk" add constraint "extras_uploaded_file_chunk_file_id_foreign" foreign key ("file_id") references "extras_uploaded_file" ("id") on delete cascade;
alter table "extras_sensitive_input" add constraint "extras_sensitive_input_job_result_id_foreign" foreign key ("job_result_id") references "extras_job_result" ("id") on update cascade on delete cascade;
alter table "extras_object_change" add constraint "extras_object_change_user_id_foreign" foreign key ("user_id") references "users_user" ("id") on delete set null;
alter table "extras_object_change" add constraint "extras_object_change_job_result_id_foreign" foreign key ("job_result_id") references "extras_job_result" ("id") on delete set null;
alter table "extras_log_entry" add constraint "extras_log_entry_job_result_id_foreign" foreign key ("job_result_id") references "extras_job_result" ("id") on delete cascade;
alter table "extras_change_entry" add constraint "extras_change_entry_job_result_id_foreign" foreign key ("job_result_id") references "extras_job_result" ("id") on delete cascade;
`;

/** Tables of the platform: users, jobs, runs, logs, changes, files, workers. */
export class Migration0001Initial extends Migration {
  override up(): void {
    this.addSql(networkOperators);
    this.addSql(tables);
    this.addSql(indexes);
    this.addSql(constraints);
  }
}
