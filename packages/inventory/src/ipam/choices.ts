/** What an address is for, where it is not just the address of one host. */
export const ipAddressRoles = ['loopback', 'secondary', 'anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp'] as const;
export type IPAddressRole = (typeof ipAddressRoles)[number];

/** Roles whose addresses several hosts share: duplicates of them are no mistake. */
export const sharedRoles: readonly IPAddressRole[] = ['anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp'];

/** VLAN ids go from 1 to this one. */
export const highestVid = 4094;
