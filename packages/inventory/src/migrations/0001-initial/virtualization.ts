export const virtualizationTables = `
create table "virtualization_cluster_group" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
alter table "virtualization_cluster_group" add constraint "virtualization_cluster_group_name_unique" unique ("name");
alter table "virtualization_cluster_group" add constraint "virtualization_cluster_group_slug_unique" unique ("slug");

create table "virtualization_cluster_type" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
alter table "virtualization_cluster_type" add constraint "virtualization_cluster_type_name_unique" unique ("name");
alter table "virtualization_cluster_type" add constraint "virtualization_cluster_type_slug_unique" unique ("slug");

create table "virtualization_cluster" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "type_id" uuid not null,
  "group_id" uuid null,
  "tenant_id" uuid null,
  "site_id" uuid null,
  "comments" text not null default '',
  primary key ("id")
);
alter table "virtualization_cluster" add constraint "virtualization_cluster_name_unique" unique ("name");
create index "virtualization_cluster_type_id_index" on "virtualization_cluster" ("type_id");
create index "virtualization_cluster_group_id_index" on "virtualization_cluster" ("group_id");
create index "virtualization_cluster_tenant_id_index" on "virtualization_cluster" ("tenant_id");
create index "virtualization_cluster_site_id_index" on "virtualization_cluster" ("site_id");

create table "virtualization_cluster_tags" (
  "cluster_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("cluster_id", "tag_id")
);

create table "virtualization_virtual_machine" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(64) not null,
  "cluster_id" uuid not null,
  "tenant_id" uuid null,
  "status_id" uuid not null,
  "role_id" uuid null,
  "platform_id" uuid null,
  "primary_ip4_id" uuid null,
  "primary_ip6_id" uuid null,
  "vcpus" int null,
  "memory" int null,
  "disk" int null,
  "local_context_data" jsonb null,
  "comments" text not null default '',
  primary key ("id")
);
create index "virtualization_virtual_machine_name_index" on "virtualization_virtual_machine" ("name");
create index "virtualization_virtual_machine_tenant_id_index" on "virtualization_virtual_machine" ("tenant_id");
create index "virtualization_virtual_machine_status_id_index" on "virtualization_virtual_machine" ("status_id");
create index "virtualization_virtual_machine_role_id_index" on "virtualization_virtual_machine" ("role_id");
create index "virtualization_virtual_machine_platform_id_index" on "virtualization_virtual_machine" ("platform_id");
alter table "virtualization_virtual_machine" add constraint "virtualization_virtual_machine_primary_ip4_id_unique" unique ("primary_ip4_id");
alter table "virtualization_virtual_machine" add constraint "virtualization_virtual_machine_primary_ip6_id_unique" unique ("primary_ip6_id");
create unique index "virtualization_virtual_machine_cluster_id_name_unique" on "virtualization_virtual_machine" ("cluster_id", "name") where "tenant_id" is null;
alter table "virtualization_virtual_machine" add constraint "virtualization_virtual_machine_cluster_id_tenant_id_name_unique" unique ("cluster_id", "tenant_id", "name");

create table "virtualization_vm_interface" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "virtual_machine_id" uuid not null,
  "name" varchar(64) not null,
  "enabled" boolean not null default true,
  "mac_address" macaddr null,
  "mtu" int null,
  "parent_id" uuid null,
  "mode" text null,
  "untagged_vlan_id" uuid null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "virtualization_vm_interface_name_index" on "virtualization_vm_interface" ("name");
create index "virtualization_vm_interface_mac_address_index" on "virtualization_vm_interface" ("mac_address");
create index "virtualization_vm_interface_parent_id_index" on "virtualization_vm_interface" ("parent_id");
create index "virtualization_vm_interface_untagged_vlan_id_index" on "virtualization_vm_interface" ("untagged_vlan_id");
alter table "virtualization_vm_interface" add constraint "virtualization_vm_interface_virtual_machine_id_name_unique" unique ("virtual_machine_id", "name");
alter table "virtualization_vm_interface" add constraint "virtualization_vm_interface_mode_check" check ("mode" in ('access', 'tagged', 'tagged-all'));

create table "virtualization_vm_interface_tags" (
  "vminterface_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("vminterface_id", "tag_id")
);

create table "virtualization_vm_interface_tagged_vlans" (
  "vminterface_id" uuid not null,
  "vlan_id" uuid not null,
  primary key ("vminterface_id", "vlan_id")
);

create table "virtualization_virtual_machine_tags" (
  "virtual_machine_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("virtual_machine_id", "tag_id")
);
`;

export const virtualizationForeignKeys = `
alter table "virtualization_cluster"
  add constraint "virtualization_cluster_type_id_foreign" foreign key ("type_id") references "virtualization_cluster_type" ("id") on delete restrict,
  add constraint "virtualization_cluster_group_id_foreign" foreign key ("group_id") references "virtualization_cluster_group" ("id") on delete restrict,
  add constraint "virtualization_cluster_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "virtualization_cluster_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict;
alter table "virtualization_cluster_tags"
  add constraint "virtualization_cluster_tags_cluster_id_foreign" foreign key ("cluster_id") references "virtualization_cluster" ("id") on update cascade on delete cascade,
  add constraint "virtualization_cluster_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "virtualization_virtual_machine"
  add constraint "virtualization_virtual_machine_cluster_id_foreign" foreign key ("cluster_id") references "virtualization_cluster" ("id") on delete restrict,
  add constraint "virtualization_virtual_machine_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "virtualization_virtual_machine_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "virtualization_virtual_machine_role_id_foreign" foreign key ("role_id") references "dcim_device_role" ("id") on delete restrict,
  add constraint "virtualization_virtual_machine_platform_id_foreign" foreign key ("platform_id") references "dcim_platform" ("id") on delete set null,
  add constraint "virtualization_virtual_machine_primary_ip4_id_foreign" foreign key ("primary_ip4_id") references "ipam_ip_address" ("id") on delete set null,
  add constraint "virtualization_virtual_machine_primary_ip6_id_foreign" foreign key ("primary_ip6_id") references "ipam_ip_address" ("id") on delete set null;
alter table "virtualization_vm_interface"
  add constraint "virtualization_vm_interface_virtual_machine_id_foreign" foreign key ("virtual_machine_id") references "virtualization_virtual_machine" ("id") on delete cascade,
  add constraint "virtualization_vm_interface_parent_id_foreign" foreign key ("parent_id") references "virtualization_vm_interface" ("id") on delete restrict,
  add constraint "virtualization_vm_interface_untagged_vlan_id_foreign" foreign key ("untagged_vlan_id") references "ipam_vlan" ("id") on delete set null;
alter table "virtualization_vm_interface_tags"
  add constraint "virtualization_vm_interface_tags_vminterface_id_foreign" foreign key ("vminterface_id") references "virtualization_vm_interface" ("id") on update cascade on delete cascade,
  add constraint "virtualization_vm_interface_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "virtualization_vm_interface_tagged_vlans"
  add constraint "virtualization_vm_interface_tagged_vlans_vminterface_id_foreign" foreign key ("vminterface_id") references "virtualization_vm_interface" ("id") on update cascade on delete cascade,
  add constraint "virtualization_vm_interface_tagged_vlans_vlan_id_foreign" foreign key ("vlan_id") references "ipam_vlan" ("id") on update cascade on delete cascade;
alter table "virtualization_virtual_machine_tags"
  add constraint "virtualization_virtual_machine_tags_virtual_machine_id_foreign" foreign key ("virtual_machine_id") references "virtualization_virtual_machine" ("id") on update cascade on delete cascade,
  add constraint "virtualization_virtual_machine_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
