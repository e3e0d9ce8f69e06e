import { Anchor, AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconCalendarTime,
  IconDatabase,
  IconGitBranch,
  IconHistory,
  IconListDetails,
  IconPlayerPlay,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { Logo } from '../components/logo.tsx';
import { adminTabs } from '../features/admin/admin-search.ts';
import { UserMenu } from '../features/session/user-menu.tsx';
import { mayDo, useCurrentSession } from '../lib/session.ts';

interface Place {
  /** Kinds of objects of which one must be able to view one; undefined: everybody goes there. */
  readonly objectTypes?: readonly string[];
  readonly to: string;
  readonly label: string;
  readonly icon: TablerIcon;
}

const places: readonly Place[] = [
  { to: '/jobs', label: 'Jobs', icon: IconPlayerPlay },
  { to: '/results', label: 'Results', icon: IconListDetails },
  { to: '/schedules', label: 'Schedules', icon: IconCalendarTime },
  {
    to: '/repositories',
    label: 'Git repositories',
    icon: IconGitBranch,
    objectTypes: ['extras.gitrepository'],
  },
  { to: '/models', label: 'Data', icon: IconDatabase },
  { to: '/changes', label: 'Changes', icon: IconHistory, objectTypes: ['extras.objectchange'] },
  {
    to: '/admin',
    label: 'Administration',
    icon: IconSettings,
    objectTypes: adminTabs.map(({ objectType }) => objectType).filter((type) => type !== 'extras.jobresult'),
  },
];

/** What surrounds every page: where one can go, and who one is. */
export function Shell(): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useEffect(close, [pathname, close]);
  const session = useCurrentSession();
  const open = places.filter(
    ({ objectTypes }) => objectTypes === undefined || objectTypes.some((type) => mayDo(session, 'view', type)),
  );
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <AppShell.Header px="md">
        <Anchor href="#content" className="skip-link">
          Skip to the content
        </Anchor>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Anchor component={Link} to="/jobs" underline="never" c="inherit">
              <Group gap="xs" wrap="nowrap">
                <Logo />
                <Text fw={700} size="lg">
                  Jobwright
                </Text>
              </Group>
            </Anchor>
          </Group>
          <UserMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        <AppShell.Section grow component={ScrollArea}>
          {open.map(({ to, label, icon: Icon }) => {
            const isHere = pathname === to || pathname.startsWith(`${to}/`);
            return (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={label}
                leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
                active={isHere}
                aria-current={isHere ? 'page' : undefined}
                variant="light"
                mb={2}
                className="nav-link"
              />
            );
          })}
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
