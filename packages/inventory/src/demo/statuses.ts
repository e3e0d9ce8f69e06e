/** Statuses: slug, colour, and the models that may have them (empty: all). */
export const statusList = [
  ['active', '4caf50', []],
  ['planned', '00bcd4', []],
  ['staged', '2196f3', ['dcim.site', 'dcim.device', 'virtualization.virtualmachine']],
  ['failed', 'f44336', ['dcim.device', 'dcim.powerfeed', 'virtualization.virtualmachine']],
  ['offline', 'ffc107', ['dcim.device', 'dcim.powerfeed', 'circuits.circuit', 'virtualization.virtualmachine']],
  ['inventory', '9e9e9e', ['dcim.device']],
  ['decommissioning', 'ff9800', ['dcim.site', 'dcim.device', 'dcim.cable', 'virtualization.virtualmachine']],
  ['retired', '795548', ['dcim.site', 'dcim.rack']],
  ['available', '4caf50', ['dcim.rack']],
  ['connected', '4caf50', ['dcim.cable']],
  ['reserved', '00bcd4', ['dcim.rack', 'ipam.prefix', 'ipam.iprange', 'ipam.ipaddress', 'ipam.vlan']],
  ['deprecated', 'f44336', ['dcim.rack', 'ipam.prefix', 'ipam.iprange', 'ipam.ipaddress', 'ipam.vlan']],
  ['container', '9e9e9e', ['ipam.prefix']],
  ['dhcp', '4caf50', ['ipam.ipaddress', 'ipam.iprange']],
  ['provisioning', '2196f3', ['circuits.circuit']],
  ['deprovisioning', 'ffc107', ['circuits.circuit']],
] as const;
export type StatusSlug = (typeof statusList)[number][0];

/** Device roles: slug, name, colour, whether virtual machines may have it. */
export const roleList = [
  ['router', 'Router', '673ab7', false],
  ['core-switch', 'Core Switch', '3f51b5', false],
  ['distribution-switch', 'Distribution Switch', '2196f3', false],
  ['access-switch', 'Access Switch', '00bcd4', false],
  ['firewall', 'Firewall', 'f44336', true],
  ['access-point', 'Access Point', '8bc34a', false],
  ['console-server', 'Console Server', '607d8b', false],
  ['pdu', 'PDU', 'ff9800', false],
  ['patch-panel', 'Patch Panel', '9e9e9e', false],
  ['hypervisor', 'Hypervisor', '795548', false],
  ['application-server', 'Application Server', '009688', true],
] as const;
export type RoleSlug = (typeof roleList)[number][0];
