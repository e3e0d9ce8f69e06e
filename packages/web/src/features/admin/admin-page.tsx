import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { ResourcePanel } from '../../components/resource/resource-panel.tsx';
import { isAdminTab } from './admin-search.ts';
import { WorkersPanel } from './components/workers-panel.tsx';
import { AuditPanel } from './components/audit-panel.tsx';
import { groups, permissions, secrets, users } from './resources.tsx';

/** Who may do what, what jobs may know, and who did what. */
export function AdminPage(): ReactNode {
  const { tab = 'users' } = useSearch({ from: '/admin' });
  const navigate = useNavigate({ from: '/admin' });
  return (
    <>
      <PageHeader title="Administration" />
      <Tabs
        value={tab}
        onChange={(value) => {
          if (isAdminTab(value)) void navigate({ search: { tab: value }, replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="groups">Groups</Tabs.Tab>
          <Tabs.Tab value="permissions">Permissions</Tabs.Tab>
          <Tabs.Tab value="secrets">Secrets</Tabs.Tab>
          <Tabs.Tab value="workers">Workers</Tabs.Tab>
          <Tabs.Tab value="audit">Audit log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users">
          <ResourcePanel resource={users} />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <ResourcePanel resource={groups} />
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <ResourcePanel resource={permissions} />
        </Tabs.Panel>
        <Tabs.Panel value="secrets">
          <ResourcePanel resource={secrets} />
        </Tabs.Panel>
        <Tabs.Panel value="workers">
          <WorkersPanel />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditPanel />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
