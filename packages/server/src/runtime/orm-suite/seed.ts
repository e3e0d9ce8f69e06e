/** The rows that each behaviour begins with. Fixed keys: `00000000-0000-7000-8000-00000000<table><number>`. */
const id = (table: number, number: number): string =>
  `00000000-0000-7000-8000-0000000${table}${String(number).padStart(4, '0')}`;

export const ids = {
  emea: id(1, 1),
  nl: id(1, 2),
  apac: id(1, 3),
  ams: id(2, 1),
  rtm: id(2, 2),
  sin: id(2, 3),
  acme: id(3, 1),
  globex: id(3, 2),
  x1: id(4, 1),
  x2: id(4, 2),
  g1: id(4, 3),
  core1: id(5, 1),
  core2: id(5, 2),
  edge1: id(5, 3),
  edge2: id(5, 4),
  red: id(6, 1),
  blue: id(6, 2),
  green: id(6, 3),
  dns: id(7, 1),
  ntp: id(7, 2),
} as const;

const now = `'2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'`;

/** SQL that empties the tables and fills them again. */
export const seedSql = `
truncate lab_region, lab_tag, lab_site, lab_maker, lab_device_type, lab_device, lab_interface, lab_service, lab_device_service,
  lab_device_tag cascade;
insert into lab_region (id, created, last_updated, name, parent_id) values
  ('${ids.emea}', ${now}, 'EMEA', null), ('${ids.nl}', ${now}, 'Netherlands', '${ids.emea}'), ('${ids.apac}', ${now}, 'APAC', null);
insert into lab_site (id, created, last_updated, name, slug, region_id, status, access_code) values
  ('${ids.ams}', ${now}, 'Amsterdam', 'ams', '${ids.nl}', 'active', '1234'),
  ('${ids.rtm}', ${now}, 'Rotterdam', 'rtm', '${ids.nl}', 'planned', null),
  ('${ids.sin}', ${now}, 'Singapore', 'sin', '${ids.apac}', 'active', null);
insert into lab_maker (id, created, last_updated, name) values
  ('${ids.acme}', ${now}, 'Acme'), ('${ids.globex}', ${now}, 'Globex');
insert into lab_device_type (id, created, last_updated, maker_id, model, height) values
  ('${ids.x1}', ${now}, '${ids.acme}', 'X1', 1), ('${ids.x2}', ${now}, '${ids.acme}', 'X2', 2),
  ('${ids.g1}', ${now}, '${ids.globex}', 'G1', 1);
insert into lab_device (id, created, last_updated, version, name, serial, site_id, type_id, status, position, is_managed, weight,
  price, counter, labels, custom_fields, address, network, colour, installed, bought_on) values
  ('${ids.core1}', ${now}, 1, 'core1', 'S-1', '${ids.ams}', '${ids.x1}', 'active', 1, true, 1.5, 1234.50, 9007199254740993,
    '{core,"with space"}', '{"owner": "net", "rack": {"row": 3, "name": "r?w"}, "ports": [1, 2]}', '10.0.0.1/24', '10.0.0.0/24',
    '#ff8000', '2026-03-04T05:06:07.089Z', '2026-02-01'),
  ('${ids.core2}', ${now}, 1, 'core2', 'S-2', '${ids.ams}', '${ids.x2}', 'active', 2, true, 2.5, 99.90, 2, '{core}',
    '{"owner": "ops", "rack": {"row": 5}}', '10.0.1.1', '10.0.1.0/24', '#00ff00', null, null),
  ('${ids.edge1}', ${now}, 1, 'edge1', null, '${ids.rtm}', '${ids.x1}', 'planned', null, false, null, null, null, '{}', null,
    '192.168.1.1', null, null, null, null),
  ('${ids.edge2}', ${now}, 1, 'edge2', 'S-4', '${ids.sin}', '${ids.g1}', 'failed', 7, true, null, null, null, '{edge,old}', null,
    null, null, null, null, null);
insert into lab_tag (id, created, last_updated, name, weight) values
  ('${ids.red}', ${now}, 'red', 3), ('${ids.blue}', ${now}, 'blue', 1), ('${ids.green}', ${now}, 'green', 2);
insert into lab_device_tag (device_id, tag_id) values
  ('${ids.core1}', '${ids.red}'), ('${ids.core1}', '${ids.blue}'), ('${ids.core2}', '${ids.blue}');
insert into lab_service (id, created, last_updated, name) values ('${ids.dns}', ${now}, 'dns'), ('${ids.ntp}', ${now}, 'ntp');
insert into lab_device_service (device_id, service_id, priority) values ('${ids.core1}', '${ids.dns}', 10);
insert into lab_interface (id, created, last_updated, device_id, name, peer_id) values
  ('${id(8, 1)}', ${now}, '${ids.core1}', 'eth0', null), ('${id(8, 2)}', ${now}, '${ids.core2}', 'eth0', '${id(8, 1)}'),
  ('${id(8, 3)}', ${now}, '${ids.core1}', 'eth1', null);
`;
