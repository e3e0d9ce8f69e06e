import { Migration } from '@mikro-orm/migrations';

/** Records of changes can only grow. Foreign keys forget a user or a run that is deleted: its name stays in the record. */
export class Migration0027ObjectChangesAppendOnly extends Migration {
  override up(): void {
    this.addSql(`create function jobwright_internal.refuse_change_but_forget() returns trigger language plpgsql as $$
begin
  -- At depth one somebody asks for the change himself; deeper, a foreign key does.
  if pg_trigger_depth() > 1
    and to_jsonb(new) - array['user_id', 'job_result_id'] = to_jsonb(old) - array['user_id', 'job_result_id']
    and (new.user_id is null or new.user_id = old.user_id)
    and (new.job_result_id is null or new.job_result_id = old.job_result_id)
  then
    return new;
  end if;
  raise exception 'Rows of % can only be added.', tg_table_name using errcode = 'insufficient_privilege';
end
$$`);
    this.addSql(`create trigger "extras_object_change_append_only"
  before delete or truncate on "extras_object_change"
  for each statement execute function jobwright_internal.refuse_change()`);
    this.addSql(`create trigger "extras_object_change_unchanging"
  before update on "extras_object_change"
  for each row execute function jobwright_internal.refuse_change_but_forget()`);
  }

  override down(): void {
    this.addSql('drop trigger "extras_object_change_unchanging" on "extras_object_change"');
    this.addSql('drop trigger "extras_object_change_append_only" on "extras_object_change"');
    this.addSql('drop function jobwright_internal.refuse_change_but_forget()');
  }
}
