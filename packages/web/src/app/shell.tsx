import { Anchor, Burger } from '@mantine/core';
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
import { useEffect, useRef, type ReactNode } from 'react';
import { Logo } from '../components/logo.tsx';
import { adminTabs } from '../features/admin/admin-search.ts';
import { UserMenu } from '../features/session/user-menu.tsx';
import { mayDo, useCurrentSession } from '../lib/session.ts';
import classes from './shell.module.css';

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

/** What surrounds every page: where one can go, and who one is. At the side, or above the page where it is narrow. */
export function Shell(): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const content = useRef<HTMLElement>(null);
  const lastPathname = useRef(pathname);
  useEffect(() => {
    close();
    if (lastPathname.current === pathname) return;
    lastPathname.current = pathname;
    // A new page: those who hear it or use the keyboard begin at its beginning, not in the navigation again.
    content.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  const session = useCurrentSession();
  const open = places.filter(
    ({ objectTypes }) => objectTypes === undefined || objectTypes.some((type) => mayDo(session, 'view', type)),
  );
  return (
    <div className={classes['shell']}>
      <header className={classes['side']} onKeyDown={({ key }) => key === 'Escape' && close()}>
        <Anchor href="#content" className="skip-link">
          Skip to the content
        </Anchor>
        <div className={classes['brand']}>
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label="Navigation"
            aria-expanded={isOpen}
            aria-controls="navigation"
          />
          <Link to="/jobs" className={classes['home']}>
            <Logo size={26} />
            Jobwright
          </Link>
        </div>
        <nav id="navigation" className={classes['nav']} aria-label="Main" data-open={isOpen || undefined}>
          {open.map(({ to, label, icon: Icon }) => {
            const isHere = pathname === to || pathname.startsWith(`${to}/`);
            return (
              <Link
                key={to}
                to={to}
                className={classes['place']}
                data-active={isHere || undefined}
                aria-current={isHere ? 'page' : undefined}
              >
                <Icon size={18} stroke={1.7} aria-hidden />
                {label}
              </Link>
            );
          })}
        </nav>
        <div className={classes['user']}>
          <UserMenu />
        </div>
      </header>
      <main ref={content} id="content" tabIndex={-1} className={classes['content']}>
        <div className={classes['page']}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}
