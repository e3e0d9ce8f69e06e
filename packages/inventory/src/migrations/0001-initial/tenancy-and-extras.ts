export const tenancyAndExtrasTables = `
create table "extras_status" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "color" varchar(6) not null default '9e9e9e',
  "content_types" text[] not null,
  primary key ("id")
);
alter table "extras_status" add constraint "extras_status_name_unique" unique ("name");
alter table "extras_status" add constraint "extras_status_slug_unique" unique ("slug");

create table "extras_tag" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "color" varchar(6) not null default '9e9e9e',
  primary key ("id")
);
alter table "extras_tag" add constraint "extras_tag_name_unique" unique ("name");
alter table "extras_tag" add constraint "extras_tag_slug_unique" unique ("slug");

create table "tenancy_tenant_group" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "parent_id" uuid null,
  primary key ("id")
);
alter table "tenancy_tenant_group" add constraint "tenancy_tenant_group_name_unique" unique ("name");
alter table "tenancy_tenant_group" add constraint "tenancy_tenant_group_slug_unique" unique ("slug");
create index "tenancy_tenant_group_parent_id_index" on "tenancy_tenant_group" ("parent_id");

create table "tenancy_tenant" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "group_id" uuid null,
  "comments" text not null default '',
  primary key ("id")
);
alter table "tenancy_tenant" add constraint "tenancy_tenant_name_unique" unique ("name");
alter table "tenancy_tenant" add constraint "tenancy_tenant_slug_unique" unique ("slug");
create index "tenancy_tenant_group_id_index" on "tenancy_tenant" ("group_id");

create table "tenancy_tenant_tags" (
  "tenant_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("tenant_id", "tag_id")
);
`;

export const tenancyAndExtrasForeignKeys = `
alter table "tenancy_tenant_group"
  add constraint "tenancy_tenant_group_parent_id_foreign" foreign key ("parent_id") references "tenancy_tenant_group" ("id") on delete restrict;
alter table "tenancy_tenant"
  add constraint "tenancy_tenant_group_id_foreign" foreign key ("group_id") references "tenancy_tenant_group" ("id") on delete set null;
alter table "tenancy_tenant_tags"
  add constraint "tenancy_tenant_tags_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on update cascade on delete cascade,
  add constraint "tenancy_tenant_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
