export const ipamTables = `
create table "ipam_role" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "weight" int not null default 1000,
  primary key ("id")
);
alter table "ipam_role" add constraint "ipam_role_name_unique" unique ("name");
alter table "ipam_role" add constraint "ipam_role_slug_unique" unique ("slug");

create table "ipam_vlan_group" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "site_id" uuid null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_vlan_group_name_index" on "ipam_vlan_group" ("name");
alter table "ipam_vlan_group" add constraint "ipam_vlan_group_site_id_name_unique" unique ("site_id", "name");
alter table "ipam_vlan_group" add constraint "ipam_vlan_group_site_id_slug_unique" unique ("site_id", "slug");

create table "ipam_vlan" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "vid" int not null,
  "name" varchar(64) not null,
  "site_id" uuid null,
  "group_id" uuid null,
  "tenant_id" uuid null,
  "status_id" uuid not null,
  "role_id" uuid null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_vlan_vid_index" on "ipam_vlan" ("vid");
create index "ipam_vlan_name_index" on "ipam_vlan" ("name");
create index "ipam_vlan_site_id_index" on "ipam_vlan" ("site_id");
create index "ipam_vlan_tenant_id_index" on "ipam_vlan" ("tenant_id");
create index "ipam_vlan_status_id_index" on "ipam_vlan" ("status_id");
create index "ipam_vlan_role_id_index" on "ipam_vlan" ("role_id");
alter table "ipam_vlan" add constraint "ipam_vlan_group_id_vid_unique" unique ("group_id", "vid");
alter table "ipam_vlan" add constraint "ipam_vlan_group_id_name_unique" unique ("group_id", "name");

create table "ipam_vlan_tags" (
  "vlan_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("vlan_id", "tag_id")
);

create table "ipam_vrf" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "rd" varchar(21) null,
  "tenant_id" uuid null,
  "enforce_unique" boolean not null default true,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_vrf_name_index" on "ipam_vrf" ("name");
alter table "ipam_vrf" add constraint "ipam_vrf_rd_unique" unique ("rd");
create index "ipam_vrf_tenant_id_index" on "ipam_vrf" ("tenant_id");

create table "ipam_prefix" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "prefix" cidr not null,
  "vrf_id" uuid null,
  "site_id" uuid null,
  "tenant_id" uuid null,
  "vlan_id" uuid null,
  "status_id" uuid not null,
  "role_id" uuid null,
  "is_pool" boolean not null default false,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_prefix_prefix_index" on "ipam_prefix" ("prefix");
create index "ipam_prefix_vrf_id_index" on "ipam_prefix" ("vrf_id");
create index "ipam_prefix_site_id_index" on "ipam_prefix" ("site_id");
create index "ipam_prefix_tenant_id_index" on "ipam_prefix" ("tenant_id");
create index "ipam_prefix_vlan_id_index" on "ipam_prefix" ("vlan_id");
create index "ipam_prefix_status_id_index" on "ipam_prefix" ("status_id");
create index "ipam_prefix_role_id_index" on "ipam_prefix" ("role_id");
create index "ipam_prefix_prefix_gist" on "ipam_prefix" using gist ("prefix" inet_ops);

create table "ipam_prefix_tags" (
  "prefix_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("prefix_id", "tag_id")
);

create table "ipam_ip_range" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "start_address" inet not null,
  "end_address" inet not null,
  "vrf_id" uuid null,
  "tenant_id" uuid null,
  "status_id" uuid not null,
  "role_id" uuid null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_ip_range_start_address_index" on "ipam_ip_range" ("start_address");
create index "ipam_ip_range_end_address_index" on "ipam_ip_range" ("end_address");
create index "ipam_ip_range_vrf_id_index" on "ipam_ip_range" ("vrf_id");
create index "ipam_ip_range_tenant_id_index" on "ipam_ip_range" ("tenant_id");
create index "ipam_ip_range_status_id_index" on "ipam_ip_range" ("status_id");
create index "ipam_ip_range_role_id_index" on "ipam_ip_range" ("role_id");
create index "ipam_ip_range_start_address_gist" on "ipam_ip_range" using gist ("start_address" inet_ops);

create table "ipam_ip_range_tags" (
  "iprange_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("iprange_id", "tag_id")
);

create table "ipam_vrf_tags" (
  "vrf_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("vrf_id", "tag_id")
);

create table "ipam_ip_address" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "address" inet not null,
  "vrf_id" uuid null,
  "tenant_id" uuid null,
  "status_id" uuid not null,
  "role" text null,
  "interface_id" uuid null,
  "vm_interface_id" uuid null,
  "nat_inside_id" uuid null,
  "dns_name" varchar(255) not null default '',
  "description" varchar(200) not null default '',
  primary key ("id")
);
create index "ipam_ip_address_address_index" on "ipam_ip_address" ("address");
create index "ipam_ip_address_vrf_id_index" on "ipam_ip_address" ("vrf_id");
create index "ipam_ip_address_tenant_id_index" on "ipam_ip_address" ("tenant_id");
create index "ipam_ip_address_status_id_index" on "ipam_ip_address" ("status_id");
create index "ipam_ip_address_interface_id_index" on "ipam_ip_address" ("interface_id");
create index "ipam_ip_address_vm_interface_id_index" on "ipam_ip_address" ("vm_interface_id");
create index "ipam_ip_address_nat_inside_id_index" on "ipam_ip_address" ("nat_inside_id");
create index "ipam_ip_address_dns_name_index" on "ipam_ip_address" ("dns_name");
create index "ipam_ip_address_address_gist" on "ipam_ip_address" using gist ("address" inet_ops);
alter table "ipam_ip_address" add constraint "ipam_ip_address_assigned_check" check (num_nonnulls(interface_id, vm_interface_id) <= 1);
alter table "ipam_ip_address" add constraint "ipam_ip_address_role_check" check ("role" in ('loopback', 'secondary', 'anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp'));

create table "ipam_ip_address_tags" (
  "ipaddress_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("ipaddress_id", "tag_id")
);
`;

export const ipamForeignKeys = `
alter table "ipam_vlan_group"
  add constraint "ipam_vlan_group_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict;
alter table "ipam_vlan"
  add constraint "ipam_vlan_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "ipam_vlan_group_id_foreign" foreign key ("group_id") references "ipam_vlan_group" ("id") on delete restrict,
  add constraint "ipam_vlan_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "ipam_vlan_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "ipam_vlan_role_id_foreign" foreign key ("role_id") references "ipam_role" ("id") on delete set null;
alter table "ipam_vlan_tags"
  add constraint "ipam_vlan_tags_vlan_id_foreign" foreign key ("vlan_id") references "ipam_vlan" ("id") on update cascade on delete cascade,
  add constraint "ipam_vlan_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "ipam_vrf"
  add constraint "ipam_vrf_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict;
alter table "ipam_prefix"
  add constraint "ipam_prefix_vrf_id_foreign" foreign key ("vrf_id") references "ipam_vrf" ("id") on delete restrict,
  add constraint "ipam_prefix_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "ipam_prefix_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "ipam_prefix_vlan_id_foreign" foreign key ("vlan_id") references "ipam_vlan" ("id") on delete restrict,
  add constraint "ipam_prefix_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "ipam_prefix_role_id_foreign" foreign key ("role_id") references "ipam_role" ("id") on delete set null;
alter table "ipam_prefix_tags"
  add constraint "ipam_prefix_tags_prefix_id_foreign" foreign key ("prefix_id") references "ipam_prefix" ("id") on update cascade on delete cascade,
  add constraint "ipam_prefix_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "ipam_ip_range"
  add constraint "ipam_ip_range_vrf_id_foreign" foreign key ("vrf_id") references "ipam_vrf" ("id") on delete restrict,
  add constraint "ipam_ip_range_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "ipam_ip_range_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "ipam_ip_range_role_id_foreign" foreign key ("role_id") references "ipam_role" ("id") on delete set null;
alter table "ipam_ip_range_tags"
  add constraint "ipam_ip_range_tags_iprange_id_foreign" foreign key ("iprange_id") references "ipam_ip_range" ("id") on update cascade on delete cascade,
  add constraint "ipam_ip_range_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "ipam_vrf_tags"
  add constraint "ipam_vrf_tags_vrf_id_foreign" foreign key ("vrf_id") references "ipam_vrf" ("id") on update cascade on delete cascade,
  add constraint "ipam_vrf_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "ipam_ip_address"
  add constraint "ipam_ip_address_vrf_id_foreign" foreign key ("vrf_id") references "ipam_vrf" ("id") on delete restrict,
  add constraint "ipam_ip_address_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict,
  add constraint "ipam_ip_address_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "ipam_ip_address_interface_id_foreign" foreign key ("interface_id") references "dcim_interface" ("id") on delete set null,
  add constraint "ipam_ip_address_vm_interface_id_foreign" foreign key ("vm_interface_id") references "virtualization_vm_interface" ("id") on delete set null,
  add constraint "ipam_ip_address_nat_inside_id_foreign" foreign key ("nat_inside_id") references "ipam_ip_address" ("id") on delete set null;
alter table "ipam_ip_address_tags"
  add constraint "ipam_ip_address_tags_ipaddress_id_foreign" foreign key ("ipaddress_id") references "ipam_ip_address" ("id") on update cascade on delete cascade,
  add constraint "ipam_ip_address_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
`;
