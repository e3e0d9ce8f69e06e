export const dcimDevicesTables = `
create table "dcim_device" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) null,
  "device_type_id" uuid not null,
  "device_role_id" uuid not null,
  "site_id" uuid not null,
  "status_id" uuid not null,
  "tenant_id" uuid null,
  "platform_id" uuid null,
  "serial" varchar(255) not null default '',
  "asset_tag" varchar(50) null,
  "rack_id" uuid null,
  "position" int null,
  "face" text null,
  "primary_ip4_id" uuid null,
  "primary_ip6_id" uuid null,
  "cluster_id" uuid null,
  "local_context_data" jsonb null,
  "comments" text not null default '',
  primary key ("id")
);
create index "dcim_device_name_index" on "dcim_device" ("name");
create index "dcim_device_device_type_id_index" on "dcim_device" ("device_type_id");
create index "dcim_device_device_role_id_index" on "dcim_device" ("device_role_id");
create index "dcim_device_status_id_index" on "dcim_device" ("status_id");
create index "dcim_device_tenant_id_index" on "dcim_device" ("tenant_id");
create index "dcim_device_platform_id_index" on "dcim_device" ("platform_id");
create index "dcim_device_serial_index" on "dcim_device" ("serial");
alter table "dcim_device" add constraint "dcim_device_asset_tag_unique" unique ("asset_tag");
alter table "dcim_device" add constraint "dcim_device_primary_ip4_id_unique" unique ("primary_ip4_id");
alter table "dcim_device" add constraint "dcim_device_primary_ip6_id_unique" unique ("primary_ip6_id");
create index "dcim_device_cluster_id_index" on "dcim_device" ("cluster_id");
create unique index "dcim_device_site_id_name_unique" on "dcim_device" ("site_id", "name") where "tenant_id" is null;
alter table "dcim_device" add constraint "dcim_device_site_id_tenant_id_name_unique" unique ("site_id", "tenant_id", "name");
alter table "dcim_device" add constraint "dcim_device_rack_id_position_face_unique" unique ("rack_id", "position", "face");
alter table "dcim_device" add constraint "dcim_device_face_check" check ("face" in ('front', 'rear'));

create table "dcim_device_tags" (
  "device_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("device_id", "tag_id")
);

create table "dcim_cable" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "label" varchar(100) not null default '',
  "status_id" uuid not null,
  "type" text null,
  "color" varchar(6) not null default '',
  "length" double precision null,
  "length_unit" text null,
  "a_console_port_id" uuid null,
  "a_console_server_port_id" uuid null,
  "a_power_port_id" uuid null,
  "a_power_outlet_id" uuid null,
  "a_power_feed_id" uuid null,
  "a_interface_id" uuid null,
  "a_front_port_id" uuid null,
  "a_rear_port_id" uuid null,
  "a_circuit_termination_id" uuid null,
  "b_console_port_id" uuid null,
  "b_console_server_port_id" uuid null,
  "b_power_port_id" uuid null,
  "b_power_outlet_id" uuid null,
  "b_power_feed_id" uuid null,
  "b_interface_id" uuid null,
  "b_front_port_id" uuid null,
  "b_rear_port_id" uuid null,
  "b_circuit_termination_id" uuid null,
  primary key ("id")
);
create index "dcim_cable_label_index" on "dcim_cable" ("label");
create index "dcim_cable_status_id_index" on "dcim_cable" ("status_id");
alter table "dcim_cable" add constraint "dcim_cable_a_console_port_id_unique" unique ("a_console_port_id");
alter table "dcim_cable" add constraint "dcim_cable_a_console_server_port_id_unique" unique ("a_console_server_port_id");
alter table "dcim_cable" add constraint "dcim_cable_a_power_port_id_unique" unique ("a_power_port_id");
alter table "dcim_cable" add constraint "dcim_cable_a_power_outlet_id_unique" unique ("a_power_outlet_id");
alter table "dcim_cable" add constraint "dcim_cable_a_power_feed_id_unique" unique ("a_power_feed_id");
alter table "dcim_cable" add constraint "dcim_cable_a_interface_id_unique" unique ("a_interface_id");
alter table "dcim_cable" add constraint "dcim_cable_a_front_port_id_unique" unique ("a_front_port_id");
alter table "dcim_cable" add constraint "dcim_cable_a_rear_port_id_unique" unique ("a_rear_port_id");
alter table "dcim_cable" add constraint "dcim_cable_a_circuit_termination_id_unique" unique ("a_circuit_termination_id");
alter table "dcim_cable" add constraint "dcim_cable_b_console_port_id_unique" unique ("b_console_port_id");
alter table "dcim_cable" add constraint "dcim_cable_b_console_server_port_id_unique" unique ("b_console_server_port_id");
alter table "dcim_cable" add constraint "dcim_cable_b_power_port_id_unique" unique ("b_power_port_id");
alter table "dcim_cable" add constraint "dcim_cable_b_power_outlet_id_unique" unique ("b_power_outlet_id");
alter table "dcim_cable" add constraint "dcim_cable_b_power_feed_id_unique" unique ("b_power_feed_id");
alter table "dcim_cable" add constraint "dcim_cable_b_interface_id_unique" unique ("b_interface_id");
alter table "dcim_cable" add constraint "dcim_cable_b_front_port_id_unique" unique ("b_front_port_id");
alter table "dcim_cable" add constraint "dcim_cable_b_rear_port_id_unique" unique ("b_rear_port_id");
alter table "dcim_cable" add constraint "dcim_cable_b_circuit_termination_id_unique" unique ("b_circuit_termination_id");
alter table "dcim_cable" add constraint "dcim_cable_a_check" check (num_nonnulls(a_console_port_id, a_console_server_port_id, a_power_port_id, a_power_outlet_id, a_power_feed_id, a_interface_id, a_front_port_id, a_rear_port_id, a_circuit_termination_id) <= 1);
alter table "dcim_cable" add constraint "dcim_cable_b_check" check (num_nonnulls(b_console_port_id, b_console_server_port_id, b_power_port_id, b_power_outlet_id, b_power_feed_id, b_interface_id, b_front_port_id, b_rear_port_id, b_circuit_termination_id) <= 1);
alter table "dcim_cable" add constraint "dcim_cable_type_check" check ("type" in ('cat5e', 'cat6', 'cat6a', 'cat7', 'cat8', 'dac-active', 'dac-passive', 'coaxial', 'mmf', 'mmf-om3', 'mmf-om4', 'smf', 'smf-os2', 'aoc', 'power'));
alter table "dcim_cable" add constraint "dcim_cable_length_unit_check" check ("length_unit" in ('m', 'cm', 'ft', 'in'));

create table "dcim_cable_tags" (
  "cable_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("cable_id", "tag_id")
);
`;

export const dcimDevicesForeignKeys = `
alter table "dcim_device"
  add constraint "dcim_device_device_type_id_foreign" foreign key ("device_type_id") references "dcim_device_type" ("id") on delete restrict,
  add constraint "dcim_device_device_role_id_foreign" foreign key ("device_role_id") references "dcim_device_role" ("id") on delete restrict,
  add constraint "dcim_device_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "dcim_device_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "dcim_device_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "dcim_device_platform_id_foreign" foreign key ("platform_id") references "dcim_platform" ("id") on delete set null,
  add constraint "dcim_device_rack_id_foreign" foreign key ("rack_id") references "dcim_rack" ("id") on delete restrict,
  add constraint "dcim_device_primary_ip4_id_foreign" foreign key ("primary_ip4_id") references "ipam_ip_address" ("id") on delete set null,
  add constraint "dcim_device_primary_ip6_id_foreign" foreign key ("primary_ip6_id") references "ipam_ip_address" ("id") on delete set null,
  add constraint "dcim_device_cluster_id_foreign" foreign key ("cluster_id") references "virtualization_cluster" ("id") on delete set null;
alter table "dcim_device_tags"
  add constraint "dcim_device_tags_device_id_foreign" foreign key ("device_id") references "dcim_device" ("id") on update cascade on delete cascade,
  add constraint "dcim_device_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "dcim_cable"
  add constraint "dcim_cable_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "dcim_cable_a_console_port_id_foreign" foreign key ("a_console_port_id") references "dcim_console_port" ("id") on delete cascade,
  add constraint "dcim_cable_a_console_server_port_id_foreign" foreign key ("a_console_server_port_id") references "dcim_console_server_port" ("id") on delete cascade,
  add constraint "dcim_cable_a_power_port_id_foreign" foreign key ("a_power_port_id") references "dcim_power_port" ("id") on delete cascade,
  add constraint "dcim_cable_a_power_outlet_id_foreign" foreign key ("a_power_outlet_id") references "dcim_power_outlet" ("id") on delete cascade,
  add constraint "dcim_cable_a_power_feed_id_foreign" foreign key ("a_power_feed_id") references "dcim_power_feed" ("id") on delete cascade,
  add constraint "dcim_cable_a_interface_id_foreign" foreign key ("a_interface_id") references "dcim_interface" ("id") on delete cascade,
  add constraint "dcim_cable_a_front_port_id_foreign" foreign key ("a_front_port_id") references "dcim_front_port" ("id") on delete cascade,
  add constraint "dcim_cable_a_rear_port_id_foreign" foreign key ("a_rear_port_id") references "dcim_rear_port" ("id") on delete cascade,
  add constraint "dcim_cable_a_circuit_termination_id_foreign" foreign key ("a_circuit_termination_id") references "circuits_circuit_termination" ("id") on delete cascade,
  add constraint "dcim_cable_b_console_port_id_foreign" foreign key ("b_console_port_id") references "dcim_console_port" ("id") on delete cascade,
  add constraint "dcim_cable_b_console_server_port_id_foreign" foreign key ("b_console_server_port_id") references "dcim_console_server_port" ("id") on delete cascade,
  add constraint "dcim_cable_b_power_port_id_foreign" foreign key ("b_power_port_id") references "dcim_power_port" ("id") on delete cascade,
  add constraint "dcim_cable_b_power_outlet_id_foreign" foreign key ("b_power_outlet_id") references "dcim_power_outlet" ("id") on delete cascade,
  add constraint "dcim_cable_b_power_feed_id_foreign" foreign key ("b_power_feed_id") references "dcim_power_feed" ("id") on delete cascade,
  add constraint "dcim_cable_b_interface_id_foreign" foreign key ("b_interface_id") references "dcim_interface" ("id") on delete cascade,
  add constraint "dcim_cable_b_front_port_id_foreign" foreign key ("b_front_port_id") references "dcim_front_port" ("id") on delete cascade,
  add constraint "dcim_cable_b_rear_port_id_foreign" foreign key ("b_rear_port_id") references "dcim_rear_port" ("id") on delete cascade,
  add constraint "dcim_cable_b_circuit_termination_id_foreign" foreign key ("b_circuit_termination_id") references "circuits_circuit_termination" ("id") on delete cascade;
alter table "dcim_cable_tags"
  add constraint "dcim_cable_tags_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on update cascade on delete cascade,
  add constraint "dcim_cable_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
