import { Tabs } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ResourcePanel } from '../../components/resource/resource-panel.tsx';
import { mayDo, useCurrentSession } from '../../lib/session.ts';
import { adminTabs, isAdminTab } from './admin-search.ts';
import { TokensPanel } from './components/tokens-panel.tsx';
import { WorkersPanel } from './components/workers-panel.tsx';
import { AuditPanel } from './components/audit-panel.tsx';
import { groups, permissions, secrets, users } from './resources.tsx';
import { showActiveTab } from '../../lib/show-active-tab.ts';

/** Who may do what, what jobs may know, and who did what. */
export function AdminPage(): ReactNode {
  const session = useCurrentSession();
  const open = adminTabs.filter(({ objectType }) => mayDo(session, 'view', objectType));
  const { tab = open[0]?.tab } = useSearch({ from: '/admin' });
  const navigate = useNavigate({ from: '/admin' });
  if (!open.some((part) => part.tab === tab)) {
    return (
      <EmptyState isPage icon={<IconLock size={28} />} title="You may not see this">
        Ask an administrator for the permission to view it.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Administration" />
      <Tabs
        value={tab ?? null}
        onChange={(value) => {
          if (isAdminTab(value)) void navigate({ search: { tab: value }, replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List mb="md" ref={showActiveTab}>
          {open.map((part) => (
            <Tabs.Tab key={part.tab} value={part.tab}>
              {part.label}
            </Tabs.Tab>
          ))}
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
        <Tabs.Panel value="tokens">
          <TokensPanel />
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
