export const dcimConsoleAndPowerTables = `
create table "dcim_console_port" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null default '',
  "cable_id" uuid null,
  "connected_endpoint_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_console_port_cable_id_index" on "dcim_console_port" ("cable_id");
create index "dcim_console_port_connected_endpoint_id_index" on "dcim_console_port" ("connected_endpoint_id");
alter table "dcim_console_port" add constraint "dcim_console_port_device_id_name_unique" unique ("device_id", "name");

create table "dcim_console_port_tags" (
  "console_port_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("console_port_id", "tag_id")
);

create table "dcim_power_port" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null default '',
  "maximum_draw" int null,
  "allocated_draw" int null,
  "cable_id" uuid null,
  "connected_power_outlet_id" uuid null,
  "connected_power_feed_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_power_port_cable_id_index" on "dcim_power_port" ("cable_id");
create index "dcim_power_port_connected_power_outlet_id_index" on "dcim_power_port" ("connected_power_outlet_id");
create index "dcim_power_port_connected_power_feed_id_index" on "dcim_power_port" ("connected_power_feed_id");
alter table "dcim_power_port" add constraint "dcim_power_port_device_id_name_unique" unique ("device_id", "name");

create table "dcim_power_outlet" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null default '',
  "power_port_id" uuid null,
  "feed_leg" text null,
  "cable_id" uuid null,
  "connected_endpoint_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_power_outlet_power_port_id_index" on "dcim_power_outlet" ("power_port_id");
create index "dcim_power_outlet_cable_id_index" on "dcim_power_outlet" ("cable_id");
create index "dcim_power_outlet_connected_endpoint_id_index" on "dcim_power_outlet" ("connected_endpoint_id");
alter table "dcim_power_outlet" add constraint "dcim_power_outlet_device_id_name_unique" unique ("device_id", "name");
alter table "dcim_power_outlet" add constraint "dcim_power_outlet_feed_leg_check" check ("feed_leg" in ('A', 'B', 'C'));

create table "dcim_power_outlet_tags" (
  "power_outlet_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("power_outlet_id", "tag_id")
);

create table "dcim_power_port_tags" (
  "power_port_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("power_port_id", "tag_id")
);

create table "dcim_console_server_port" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null default '',
  "cable_id" uuid null,
  "connected_endpoint_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_console_server_port_cable_id_index" on "dcim_console_server_port" ("cable_id");
create index "dcim_console_server_port_connected_endpoint_id_index" on "dcim_console_server_port" ("connected_endpoint_id");
alter table "dcim_console_server_port" add constraint "dcim_console_server_port_device_id_name_unique" unique ("device_id", "name");

create table "dcim_console_server_port_tags" (
  "console_server_port_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("console_server_port_id", "tag_id")
);
`;

export const dcimConsoleAndPowerForeignKeys = `
alter table "dcim_console_port"
  add constraint "dcim_console_port_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_console_port_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_console_port_connected_endpoint_id_foreign" foreign key ("connected_endpoint_id") references "dcim_console_server_port" ("id") on delete set null deferrable initially deferred;
alter table "dcim_console_port_tags"
  add constraint "dcim_console_port_tags_console_port_id_foreign" foreign key ("console_port_id") references "dcim_console_port" ("id") on update cascade on delete cascade,
  add constraint "dcim_console_port_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_power_port"
  add constraint "dcim_power_port_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_power_port_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_power_port_connected_power_outlet_id_foreign" foreign key ("connected_power_outlet_id") references "dcim_power_outlet" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_power_port_connected_power_feed_id_foreign" foreign key ("connected_power_feed_id") references "dcim_power_feed" ("id") on delete set null deferrable initially deferred;
alter table "dcim_power_outlet"
  add constraint "dcim_power_outlet_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_power_outlet_power_port_id_foreign" foreign key ("power_port_id") references "dcim_power_port" ("id") on delete set null,
  add constraint "dcim_power_outlet_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_power_outlet_connected_endpoint_id_foreign" foreign key ("connected_endpoint_id") references "dcim_power_port" ("id") on delete set null deferrable initially deferred;
alter table "dcim_power_outlet_tags"
  add constraint "dcim_power_outlet_tags_power_outlet_id_foreign" foreign key ("power_outlet_id") references "dcim_power_outlet" ("id") on update cascade on delete cascade,
  add constraint "dcim_power_outlet_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_power_port_tags"
  add constraint "dcim_power_port_tags_power_port_id_foreign" foreign key ("power_port_id") references "dcim_power_port" ("id") on update cascade on delete cascade,
  add constraint "dcim_power_port_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_console_server_port"
  add constraint "dcim_console_server_port_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_console_server_port_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_console_server_port_connected_endpoint_id_foreign" foreign key ("connected_endpoint_id") references "dcim_console_port" ("id") on delete set null deferrable initially deferred;
alter table "dcim_console_server_port_tags"
  add constraint "dcim_console_server_port_tags_console_server_port_id_foreign" foreign key ("console_server_port_id") references "dcim_console_server_port" ("id") on update cascade on delete cascade,
  add constraint "dcim_console_server_port_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
