import { Migration } from '@mikro-orm/migrations';

/** The audit log, which can only grow. */
export class Migration0008Audit extends Migration {
  override up(): void {
    this.addSql(`create table "extras_audit_event" (
  "id" uuid not null primary key,
  "time" timestamptz(3) not null,
  "user_id" uuid,
  "user_name" varchar(150) not null default '',
  "action" varchar(50) not null,
  "outcome" varchar(20) not null,
  "object_type" varchar(200) not null default '',
  "object_id" varchar(100) not null default '',
  "object_repr" varchar(500) not null default '',
  "request_id" uuid,
  "client_address" varchar(100) not null default '',
  "details" jsonb not null
)`);
    this.addSql('create index "extras_audit_event_time_index" on "extras_audit_event" ("time")');
    this.addSql('create index "extras_audit_event_action_time_index" on "extras_audit_event" ("action", "time")');
    this.addSql('create index "extras_audit_event_user_index" on "extras_audit_event" ("user_id", "time")');
    this.addSql(
      'create index "extras_audit_event_object_index" on "extras_audit_event" ("object_type", "object_id", "time")',
    );
    this.addSql('create index "extras_audit_event_request_id_index" on "extras_audit_event" ("request_id")');
    this.addSql(`create function jobwright_internal.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % can only be added.', tg_table_name using errcode = 'insufficient_privilege';
end
$$`);
    this.addSql(`create trigger "extras_audit_event_append_only"
  before update or delete or truncate on "extras_audit_event"
  for each statement execute function jobwright_internal.refuse_change()`);
  }

  override down(): void {
    this.addSql('drop table "extras_audit_event"');
    this.addSql('drop function jobwright_internal.refuse_change()');
  }
}
