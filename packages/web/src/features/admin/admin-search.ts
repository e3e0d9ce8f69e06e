/** Parts of the administration, and what one must be able to view to see them. */
export const adminTabs = [
  { tab: 'users', label: 'Users', objectType: 'users.user' },
  { tab: 'groups', label: 'Groups', objectType: 'users.group' },
  { tab: 'permissions', label: 'Permissions', objectType: 'users.objectpermission' },
  { tab: 'tokens', label: 'Tokens', objectType: 'users.token' },
  { tab: 'secrets', label: 'Secrets', objectType: 'extras.secret' },
  { tab: 'workers', label: 'Workers', objectType: 'extras.jobresult' },
  { tab: 'audit', label: 'Audit log', objectType: 'extras.auditevent' },
] as const;
export type AdminTab = (typeof adminTabs)[number]['tab'];

export interface AdminSearch {
  /** @defaultValue the first that the user may see */
  readonly tab?: AdminTab;
}

export function isAdminTab(value: unknown): value is AdminTab {
  return adminTabs.some(({ tab }) => tab === value);
}

export function toAdminSearch({ tab }: Readonly<Record<string, unknown>>): AdminSearch {
  return isAdminTab(tab) ? { tab } : {};
}
