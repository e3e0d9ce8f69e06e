export const dcimTypesTables = `
create table "dcim_device_role" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "color" varchar(6) not null default '9e9e9e',
  "vm_role" boolean not null default true,
  primary key ("id")
);
alter table "dcim_device_role" add constraint "dcim_device_role_name_unique" unique ("name");
alter table "dcim_device_role" add constraint "dcim_device_role_slug_unique" unique ("slug");

create table "dcim_manufacturer" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
alter table "dcim_manufacturer" add constraint "dcim_manufacturer_name_unique" unique ("name");
alter table "dcim_manufacturer" add constraint "dcim_manufacturer_slug_unique" unique ("slug");

create table "dcim_device_type" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "manufacturer_id" uuid not null,
  "model" varchar(100) not null,
  "slug" varchar(100) not null,
  "part_number" varchar(50) not null default '',
  "u_height" int not null default 1,
  "is_full_depth" boolean not null default true,
  "comments" text not null default '',
  primary key ("id")
);
alter table "dcim_device_type" add constraint "dcim_device_type_manufacturer_id_model_unique" unique ("manufacturer_id", "model");
alter table "dcim_device_type" add constraint "dcim_device_type_manufacturer_id_slug_unique" unique ("manufacturer_id", "slug");

create table "dcim_interface_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null,
  "mgmt_only" boolean not null default false,
  primary key ("id")
);
alter table "dcim_interface_template" add constraint "dcim_interface_template_device_type_id_name_unique" unique ("device_type_id", "name");

create table "dcim_console_server_port_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null default '',
  primary key ("id")
);
alter table "dcim_console_server_port_template" add constraint "dcim_console_server_port_template_device_type_id_name_unique" unique ("device_type_id", "name");

create table "dcim_console_port_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null default '',
  primary key ("id")
);
alter table "dcim_console_port_template" add constraint "dcim_console_port_template_device_type_id_name_unique" unique ("device_type_id", "name");

create table "dcim_platform" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "manufacturer_id" uuid null,
  "napalm_driver" varchar(50) not null default '',
  primary key ("id")
);
alter table "dcim_platform" add constraint "dcim_platform_name_unique" unique ("name");
alter table "dcim_platform" add constraint "dcim_platform_slug_unique" unique ("slug");
create index "dcim_platform_manufacturer_id_index" on "dcim_platform" ("manufacturer_id");

create table "dcim_power_port_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null default '',
  "maximum_draw" int null,
  "allocated_draw" int null,
  primary key ("id")
);
alter table "dcim_power_port_template" add constraint "dcim_power_port_template_device_type_id_name_unique" unique ("device_type_id", "name");

create table "dcim_power_outlet_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null default '',
  "power_port_id" uuid null,
  "feed_leg" text null,
  primary key ("id")
);
create index "dcim_power_outlet_template_power_port_id_index" on "dcim_power_outlet_template" ("power_port_id");
alter table "dcim_power_outlet_template" add constraint "dcim_power_outlet_template_device_type_id_name_unique" unique ("device_type_id", "name");
alter table "dcim_power_outlet_template" add constraint "dcim_power_outlet_template_feed_leg_check" check ("feed_leg" in ('A', 'B', 'C'));

create table "dcim_rear_port_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null,
  "positions" int not null default 1,
  primary key ("id")
);
alter table "dcim_rear_port_template" add constraint "dcim_rear_port_template_device_type_id_name_unique" unique ("device_type_id", "name");

create table "dcim_front_port_template" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_type_id" uuid not null,
  "type" varchar(50) not null,
  "rear_port_id" uuid not null,
  "rear_port_position" int not null default 1,
  primary key ("id")
);
alter table "dcim_front_port_template" add constraint "dcim_front_port_template_device_type_id_name_unique" unique ("device_type_id", "name");
alter table "dcim_front_port_template" add constraint "dcim_front_port_template_rear_port_id_rear_port_position_unique" unique ("rear_port_id", "rear_port_position");

create table "dcim_device_type_tags" (
  "device_type_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("device_type_id", "tag_id")
);
`;

export const dcimTypesForeignKeys = `
alter table "dcim_device_type"
  add constraint "dcim_device_type_manufacturer_id_foreign" foreign key ("manufacturer_id") references "dcim_manufacturer" ("id") on delete restrict;
alter table "dcim_interface_template"
  add constraint "dcim_interface_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade;
alter table "dcim_console_server_port_template"
  add constraint "dcim_console_server_port_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade;
alter table "dcim_console_port_template"
  add constraint "dcim_console_port_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade;
alter table "dcim_platform"
  add constraint "dcim_platform_manufacturer_id_foreign" foreign key ("manufacturer_id") references "dcim_manufacturer" ("id") on delete restrict;
alter table "dcim_power_port_template"
  add constraint "dcim_power_port_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade;
alter table "dcim_power_outlet_template"
  add constraint "dcim_power_outlet_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade,
  add constraint "dcim_power_outlet_template_power_port_id_foreign" foreign key ("power_port_id") references "dcim_power_port_template" ("id") on delete set null;
alter table "dcim_rear_port_template"
  add constraint "dcim_rear_port_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade;
alter table "dcim_front_port_template"
  add constraint "dcim_front_port_template_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete cascade,
  add constraint "dcim_front_port_template_rear_port_id_foreign" foreign key ("rear_port_id") references "dcim_rear_port_template" ("id") on delete cascade;
alter table "dcim_device_type_tags"
  add constraint "dcim_device_type_tags_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on update cascade on delete cascade,
  add constraint "dcim_device_type_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
