export const adminTabs = ['users', 'groups', 'permissions', 'secrets', 'workers', 'audit'] as const;
export type AdminTab = (typeof adminTabs)[number];

export interface AdminSearch {
  /** @defaultValue `users` */
  readonly tab?: AdminTab;
}

export function isAdminTab(value: unknown): value is AdminTab {
  return adminTabs.some((tab) => tab === value);
}

export function toAdminSearch({ tab }: Readonly<Record<string, unknown>>): AdminSearch {
  return isAdminTab(tab) ? { tab } : {};
}
