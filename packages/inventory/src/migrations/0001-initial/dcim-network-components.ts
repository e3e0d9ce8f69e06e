export const dcimNetworkComponentsTables = `
create table "dcim_rear_port" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null,
  "positions" int not null default 1,
  "cable_id" uuid null,
  primary key ("id")
);
create index "dcim_rear_port_cable_id_index" on "dcim_rear_port" ("cable_id");
alter table "dcim_rear_port" add constraint "dcim_rear_port_device_id_name_unique" unique ("device_id", "name");

create table "dcim_rear_port_tags" (
  "rear_port_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("rear_port_id", "tag_id")
);

create table "dcim_front_port" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null,
  "rear_port_id" uuid not null,
  "rear_port_position" int not null default 1,
  "cable_id" uuid null,
  primary key ("id")
);
create index "dcim_front_port_cable_id_index" on "dcim_front_port" ("cable_id");
alter table "dcim_front_port" add constraint "dcim_front_port_device_id_name_unique" unique ("device_id", "name");
alter table "dcim_front_port" add constraint "dcim_front_port_rear_port_id_rear_port_position_unique" unique ("rear_port_id", "rear_port_position");

create table "dcim_front_port_tags" (
  "front_port_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("front_port_id", "tag_id")
);

create table "dcim_interface" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "label" varchar(64) not null default '',
  "description" varchar(200) not null default '',
  "device_id" uuid not null,
  "type" varchar(50) not null,
  "enabled" boolean not null default true,
  "mgmt_only" boolean not null default false,
  "mac_address" macaddr null,
  "mtu" int null,
  "lag_id" uuid null,
  "parent_id" uuid null,
  "mode" text null,
  "untagged_vlan_id" uuid null,
  "cable_id" uuid null,
  "connected_interface_id" uuid null,
  "connected_circuit_termination_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "dcim_interface_name_index" on "dcim_interface" ("name");
create index "dcim_interface_mac_address_index" on "dcim_interface" ("mac_address");
create index "dcim_interface_lag_id_index" on "dcim_interface" ("lag_id");
create index "dcim_interface_parent_id_index" on "dcim_interface" ("parent_id");
create index "dcim_interface_untagged_vlan_id_index" on "dcim_interface" ("untagged_vlan_id");
create index "dcim_interface_cable_id_index" on "dcim_interface" ("cable_id");
create index "dcim_interface_connected_interface_id_index" on "dcim_interface" ("connected_interface_id");
create index "dcim_interface_connected_circuit_termination_id_index" on "dcim_interface" ("connected_circuit_termination_id");
alter table "dcim_interface" add constraint "dcim_interface_device_id_name_unique" unique ("device_id", "name");
alter table "dcim_interface" add constraint "dcim_interface_mode_check" check ("mode" in ('access', 'tagged', 'tagged-all'));

create table "dcim_interface_tags" (
  "interface_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("interface_id", "tag_id")
);

create table "dcim_interface_tagged_vlans" (
  "interface_id" uuid not null,
  "vlan_id" uuid not null,
  primary key ("interface_id", "vlan_id")
);
`;

export const dcimNetworkComponentsForeignKeys = `
alter table "dcim_rear_port"
  add constraint "dcim_rear_port_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_rear_port_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred;
alter table "dcim_rear_port_tags"
  add constraint "dcim_rear_port_tags_rear_port_id_foreign" foreign key ("rear_port_id") references "dcim_rear_port" ("id") on update cascade on delete cascade,
  add constraint "dcim_rear_port_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_front_port"
  add constraint "dcim_front_port_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_front_port_rear_port_id_foreign" foreign key ("rear_port_id") references "dcim_rear_port" ("id") on delete cascade,
  add constraint "dcim_front_port_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred;
alter table "dcim_front_port_tags"
  add constraint "dcim_front_port_tags_front_port_id_foreign" foreign key ("front_port_id") references "dcim_front_port" ("id") on update cascade on delete cascade,
  add constraint "dcim_front_port_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_interface"
  add constraint "dcim_interface_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on delete cascade,
  add constraint "dcim_interface_lag_id_foreign" foreign key ("lag_id") references "dcim_interface" ("id") on delete set null,
  add constraint "dcim_interface_parent_id_foreign" foreign key ("parent_id") references "dcim_interface" ("id") on delete restrict,
  add constraint "dcim_interface_untagged_vlan_id_foreign" foreign key ("untagged_vlan_id") references "ipam_vlan" ("id") on delete set null,
  add constraint "dcim_interface_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_interface_connected_interface_id_foreign" foreign key ("connected_interface_id") references "dcim_interface" ("id") on delete set null deferrable initially deferred,
  add constraint "dcim_interface_connected_circuit_termination_id_foreign" foreign key ("connected_circuit_termination_id") references "circuits_circuit_termination" ("id") on delete set null deferrable initially deferred;
alter table "dcim_interface_tags"
  add constraint "dcim_interface_tags_interface_id_foreign" foreign key ("interface_id") references "dcim_interface" ("id") on update cascade on delete cascade,
  add constraint "dcim_interface_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_interface_tagged_vlans"
  add constraint "dcim_interface_tagged_vlans_interface_id_foreign" foreign key ("interface_id") references "dcim_interface" ("id") on update cascade on delete cascade,
  add constraint "dcim_interface_tagged_vlans_vlan_id_foreign" foreign key ("vlan_id") references "ipam_vlan" ("id") on update cascade on delete cascade;
`;
