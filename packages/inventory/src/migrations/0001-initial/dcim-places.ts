export const dcimPlacesTables = `
create table "dcim_rack_role" (
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
alter table "dcim_rack_role" add constraint "dcim_rack_role_name_unique" unique ("name");
alter table "dcim_rack_role" add constraint "dcim_rack_role_slug_unique" unique ("slug");

create table "dcim_region" (
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
alter table "dcim_region" add constraint "dcim_region_name_unique" unique ("name");
alter table "dcim_region" add constraint "dcim_region_slug_unique" unique ("slug");
create index "dcim_region_parent_id_index" on "dcim_region" ("parent_id");

create table "dcim_site" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "status_id" uuid not null,
  "region_id" uuid null,
  "tenant_id" uuid null,
  "facility" varchar(50) not null default '',
  "asn" bigint null,
  "time_zone" varchar(63) not null default '',
  "physical_address" varchar(200) not null default '',
  "shipping_address" varchar(200) not null default '',
  "latitude" double precision null,
  "longitude" double precision null,
  "contact_name" varchar(50) not null default '',
  "contact_phone" varchar(20) not null default '',
  "contact_email" varchar(254) not null default '',
  "comments" text not null default '',
  primary key ("id")
);
alter table "dcim_site" add constraint "dcim_site_name_unique" unique ("name");
alter table "dcim_site" add constraint "dcim_site_slug_unique" unique ("slug");
create index "dcim_site_status_id_index" on "dcim_site" ("status_id");
create index "dcim_site_region_id_index" on "dcim_site" ("region_id");
create index "dcim_site_tenant_id_index" on "dcim_site" ("tenant_id");

create table "dcim_rack_group" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "site_id" uuid not null,
  "parent_id" uuid null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "dcim_rack_group_parent_id_index" on "dcim_rack_group" ("parent_id");
alter table "dcim_rack_group" add constraint "dcim_rack_group_site_id_name_unique" unique ("site_id", "name");
alter table "dcim_rack_group" add constraint "dcim_rack_group_site_id_slug_unique" unique ("site_id", "slug");

create table "dcim_power_panel" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "site_id" uuid not null,
  "rack_group_id" uuid null,
  "name" varchar(100) not null,
  primary key ("id")
);
create index "dcim_power_panel_rack_group_id_index" on "dcim_power_panel" ("rack_group_id");
alter table "dcim_power_panel" add constraint "dcim_power_panel_site_id_name_unique" unique ("site_id", "name");

create table "dcim_power_panel_tags" (
  "power_panel_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("power_panel_id", "tag_id")
);

create table "dcim_site_tags" (
  "site_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("site_id", "tag_id")
);

create table "dcim_rack" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "facility_id" varchar(50) null,
  "site_id" uuid not null,
  "group_id" uuid null,
  "tenant_id" uuid null,
  "status_id" uuid not null,
  "role_id" uuid null,
  "serial" varchar(50) not null default '',
  "asset_tag" varchar(50) null,
  "type" text null,
  "width" smallint not null default 19,
  "u_height" int not null default 42,
  "desc_units" boolean not null default false,
  "comments" text not null default '',
  primary key ("id")
);
create index "dcim_rack_name_index" on "dcim_rack" ("name");
create index "dcim_rack_site_id_index" on "dcim_rack" ("site_id");
create index "dcim_rack_tenant_id_index" on "dcim_rack" ("tenant_id");
create index "dcim_rack_status_id_index" on "dcim_rack" ("status_id");
create index "dcim_rack_role_id_index" on "dcim_rack" ("role_id");
alter table "dcim_rack" add constraint "dcim_rack_asset_tag_unique" unique ("asset_tag");
alter table "dcim_rack" add constraint "dcim_rack_group_id_name_unique" unique ("group_id", "name");
alter table "dcim_rack" add constraint "dcim_rack_group_id_facility_id_unique" unique ("group_id", "facility_id");
alter table "dcim_rack" add constraint "dcim_rack_type_check" check ("type" in ('2-post-frame', '4-post-frame', '4-post-cabinet', 'wall-frame', 'wall-cabinet'));

create table "dcim_rack_tags" (
  "rack_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("rack_id", "tag_id")
);

create table "dcim_power_feed" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "power_panel_id" uuid not null,
  "rack_id" uuid null,
  "name" varchar(100) not null,
  "status_id" uuid not null,
  "type" text not null default 'primary',
  "supply" text not null default 'ac',
  "phase" text not null default 'single-phase',
  "voltage" int not null default 230,
  "amperage" int not null default 16,
  "max_utilization" int not null default 80,
  "comments" text not null default '',
  "cable_id" uuid null,
  "connected_endpoint_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_power_feed_rack_id_index" on "dcim_power_feed" ("rack_id");
create index "dcim_power_feed_status_id_index" on "dcim_power_feed" ("status_id");
create index "dcim_power_feed_cable_id_index" on "dcim_power_feed" ("cable_id");
create index "dcim_power_feed_connected_endpoint_id_index" on "dcim_power_feed" ("connected_endpoint_id");
alter table "dcim_power_feed" add constraint "dcim_power_feed_power_panel_id_name_unique" unique ("power_panel_id", "name");
alter table "dcim_power_feed" add constraint "dcim_power_feed_type_check" check ("type" in ('primary', 'redundant'));
alter table "dcim_power_feed" add constraint "dcim_power_feed_supply_check" check ("supply" in ('ac', 'dc'));
alter table "dcim_power_feed" add constraint "dcim_power_feed_phase_check" check ("phase" in ('single-phase', 'three-phase'));

create table "dcim_power_feed_tags" (
  "power_feed_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("power_feed_id", "tag_id")
);
`;

export const dcimPlacesForeignKeys = `
alter table "dcim_region"
  add constraint "dcim_region_parent_id_foreign" foreign key ("parent_id") references "dcim_region" ("id") on delete restrict;
alter table "dcim_site"
  add constraint "dcim_site_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "dcim_site_region_id_foreign" foreign key ("region_id") references "dcim_region" ("id") on delete set null,
  add constraint "dcim_site_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict;
alter table "dcim_rack_group"
  add constraint "dcim_rack_group_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete cascade,
  add constraint "dcim_rack_group_parent_id_foreign" foreign key ("parent_id") references "dcim_rack_group" ("id") on delete restrict;
alter table "dcim_power_panel"
  add constraint "dcim_power_panel_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "dcim_power_panel_rack_group_id_foreign" foreign key ("rack_group_id") references "dcim_rack_group" ("id") on delete restrict;
alter table "dcim_power_panel_tags"
  add constraint "dcim_power_panel_tags_power_panel_id_foreign" foreign key ("power_panel_id") references "dcim_power_panel" ("id") on update cascade on delete cascade,
  add constraint "dcim_power_panel_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_site_tags"
  add constraint "dcim_site_tags_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on update cascade on delete cascade,
  add constraint "dcim_site_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_rack"
  add constraint "dcim_rack_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "dcim_rack_group_id_foreign" foreign key ("group_id") references "dcim_rack_group" ("id") on delete set null,
  add constraint "dcim_rack_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "dcim_rack_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "dcim_rack_role_id_foreign" foreign key ("role_id") references "dcim_rack_role" ("id") on delete restrict;
alter table "dcim_rack_tags"
  add constraint "dcim_rack_tags_rack_id_foreign" foreign key ("rack_id") references "dcim_rack" ("id") on update cascade on delete cascade,
  add constraint "dcim_rack_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_power_feed"
  add constraint "dcim_power_feed_power_panel_id_foreign" foreign key ("power_panel_id") references "dcim_power_panel" ("id") on delete restrict,
  add constraint "dcim_power_feed_rack_id_foreign" foreign key ("rack_id") references "dcim_rack" ("id") on delete set null,
  add constraint "dcim_power_feed_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "dcim_power_feed_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_power_feed_connected_endpoint_id_foreign" foreign key ("connected_endpoint_id") references "dcim_power_port" ("id") on delete set null deferrable initially deferred;
alter table "dcim_power_feed_tags"
  add constraint "dcim_power_feed_tags_power_feed_id_foreign" foreign key ("power_feed_id") references "dcim_power_feed" ("id") on update cascade on delete cascade,
  add constraint "dcim_power_feed_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
