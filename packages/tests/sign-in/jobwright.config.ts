import { defineConfig } from '@jobwright/server';

const issuer = process.env['TEST_ISSUER'] ?? '';
const groups = {
  groupsClaim: 'groups',
  scopes: ['profile', 'email', 'groups'],
};

/** One provider in several roles: each differs in who gets in. */
export default defineConfig({
  jobsRoot: './jobs',
  plugins: ['@jobwright/inventory/plugin'],
  rateLimits: { 'auth_oidc_*': 0 },
  oidc: [
    {
      id: 'corp',
      label: 'Corp',
      issuer,
      clientId: 'corp',
      ...groups,
      groupMapping: { netops: 'operators', 'netops-lead': 'operators', auditors: 'auditors', ghosts: 'nobody made it' },
      createUsers: true,
    },
    { id: 'known', label: 'Known', issuer, clientId: 'known' },
    { id: 'by-name', label: 'By name', issuer, clientId: 'by-name', linkUsers: 'username', signOutAtProvider: false },
    { id: 'by-mail', label: 'By mail', issuer, clientId: 'by-mail', linkUsers: 'email' },
    {
      id: 'admins',
      label: 'Admins',
      issuer,
      clientId: 'admins',
      ...groups,
      superuserGroup: 'platform',
      linkUsers: 'username',
    },
    { id: 'down', label: 'Down', issuer: process.env['TEST_LATE_ISSUER'] ?? '', clientId: 'corp', createUsers: true },
  ],
});
