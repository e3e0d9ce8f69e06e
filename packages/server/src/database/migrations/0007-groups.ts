import { Migration } from '@mikro-orm/migrations';

/** Groups of users, and the permissions that they have. */
export class Migration0007Groups extends Migration {
  override up(): void {
    this.addSql(`create table "users_group" (
  "id" uuid not null primary key,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "name" varchar(150) not null,
  "description" varchar(200) not null default '',
  constraint "users_group_name_unique" unique ("name")
)`);
    this.addSql(`create table "users_user_groups" (
  "user_id" uuid not null,
  "user_group_id" uuid not null,
  primary key ("user_id", "user_group_id"),
  constraint "users_user_groups_user_id_foreign"
    foreign key ("user_id") references "users_user" ("id") on update cascade on delete cascade,
  constraint "users_user_groups_user_group_id_foreign"
    foreign key ("user_group_id") references "users_group" ("id") on update cascade on delete cascade
)`);
    this.addSql(`create table "users_object_permission_groups" (
  "object_permission_id" uuid not null,
  "user_group_id" uuid not null,
  primary key ("object_permission_id", "user_group_id"),
  constraint "users_object_permission_groups_object_permission_id_foreign"
    foreign key ("object_permission_id") references "users_object_permission" ("id") on update cascade on delete cascade,
  constraint "users_object_permission_groups_user_group_id_foreign"
    foreign key ("user_group_id") references "users_group" ("id") on update cascade on delete cascade
)`);
  }

  override down(): void {
    this.addSql('drop table "users_object_permission_groups"');
    this.addSql('drop table "users_user_groups"');
    this.addSql('drop table "users_group"');
  }
}
