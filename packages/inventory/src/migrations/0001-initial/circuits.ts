export const circuitsTables = `
create table "circuits_circuit_type" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  primary key ("id")
);
alter table "circuits_circuit_type" add constraint "circuits_circuit_type_name_unique" unique ("name");
alter table "circuits_circuit_type" add constraint "circuits_circuit_type_slug_unique" unique ("slug");

create table "circuits_provider" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "name" varchar(100) not null,
  "slug" varchar(100) not null,
  "description" varchar(200) not null default '',
  "asn" bigint null,
  "account" varchar(100) not null default '',
  "portal_url" varchar(500) not null default '',
  "noc_contact" text not null default '',
  "admin_contact" text not null default '',
  "comments" text not null default '',
  primary key ("id")
);
alter table "circuits_provider" add constraint "circuits_provider_name_unique" unique ("name");
alter table "circuits_provider" add constraint "circuits_provider_slug_unique" unique ("slug");

create table "circuits_provider_tags" (
  "provider_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("provider_id", "tag_id")
);

create table "circuits_circuit" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "cid" varchar(100) not null,
  "provider_id" uuid not null,
  "type_id" uuid not null,
  "status_id" uuid not null,
  "tenant_id" uuid null,
  "install_date" date null,
  "commit_rate" int null,
  "description" varchar(200) not null default '',
  "comments" text not null default '',
  primary key ("id")
);
create index "circuits_circuit_cid_index" on "circuits_circuit" ("cid");
create index "circuits_circuit_type_id_index" on "circuits_circuit" ("type_id");
create index "circuits_circuit_status_id_index" on "circuits_circuit" ("status_id");
create index "circuits_circuit_tenant_id_index" on "circuits_circuit" ("tenant_id");
alter table "circuits_circuit" add constraint "circuits_circuit_provider_id_cid_unique" unique ("provider_id", "cid");

create table "circuits_circuit_tags" (
  "circuit_id" uuid not null,
  "tag_id" uuid not null,
  primary key ("circuit_id", "tag_id")
);

create table "circuits_circuit_termination" (
  "id" uuid not null,
  "created" timestamptz not null,
  "last_updated" timestamptz not null,
  "custom_field_data" jsonb not null,
  "circuit_id" uuid not null,
  "term_side" text not null,
  "site_id" uuid not null,
  "port_speed" int null,
  "upstream_speed" int null,
  "xconnect_id" varchar(50) not null default '',
  "pp_info" varchar(100) not null default '',
  "description" varchar(200) not null default '',
  "cable_id" uuid null,
  "connected_endpoint_id" uuid null,
  "connection_status" boolean null,
  primary key ("id")
);
create index "circuits_circuit_termination_site_id_index" on "circuits_circuit_termination" ("site_id");
create index "circuits_circuit_termination_cable_id_index" on "circuits_circuit_termination" ("cable_id");
create index "circuits_circuit_termination_connected_endpoint_id_index" on "circuits_circuit_termination" ("connected_endpoint_id");
alter table "circuits_circuit_termination" add constraint "circuits_circuit_termination_circuit_id_term_side_unique" unique ("circuit_id", "term_side");
alter table "circuits_circuit_termination" add constraint "circuits_circuit_termination_term_side_check" check ("term_side" in ('A', 'Z'));
`;

export const circuitsForeignKeys = `
alter table "circuits_provider_tags"
  add constraint "circuits_provider_tags_provider_id_foreign" foreign key ("provider_id") references "circuits_provider" ("id") on update cascade on delete cascade,
  add constraint "circuits_provider_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "circuits_circuit"
  add constraint "circuits_circuit_provider_id_foreign" foreign key ("provider_id") references "circuits_provider" ("id") on delete restrict,
  add constraint "circuits_circuit_type_id_foreign" foreign key ("type_id") references "circuits_circuit_type" ("id") on delete restrict,
  add constraint "circuits_circuit_status_id_foreign" foreign key ("status_id") references "extras_status" ("id") on delete restrict,
  add constraint "circuits_circuit_tenant_id_foreign" foreign key ("tenant_id") references "tenancy_tenant" ("id") on delete restrict;
alter table "circuits_circuit_tags"
  add constraint "circuits_circuit_tags_circuit_id_foreign" foreign key ("circuit_id") references "circuits_circuit" ("id") on update cascade on delete cascade,
  add constraint "circuits_circuit_tags_tag_id_foreign" foreign key ("tag_id") references "extras_tag" ("id") on update cascade on delete cascade;
alter table "circuits_circuit_termination"
  add constraint "circuits_circuit_termination_circuit_id_foreign" foreign key ("circuit_id") references "circuits_circuit" ("id") on delete cascade,
  add constraint "circuits_circuit_termination_site_id_foreign" foreign key ("site_id") references "dcim_site" ("id") on delete restrict,
  add constraint "circuits_circuit_termination_cable_id_foreign" foreign key ("cable_id") references "dcim_cable" ("id") on delete set null deferrable initially deferred,
  add constraint "circuits_circuit_termination_connected_endpoint_id_foreign" foreign key ("connected_endpoint_id") references "dcim_interface" ("id") on delete set null deferrable initially deferred;
`;
