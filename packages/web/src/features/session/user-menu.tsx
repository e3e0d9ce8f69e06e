import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useCurrentSession } from '../../lib/session.ts';
import { UserButton } from './user-button.tsx';

const loadMenu = () => import('./account-menu.tsx');
const AccountMenu = lazy(async () => ({ default: (await loadMenu()).AccountMenu }));

/** Who is signed in, and what concerns them alone. What unfolds is loaded when somebody reaches for it. */
export function UserMenu(): ReactNode {
  const { user } = useCurrentSession();
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UserButton
      name={user.username}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu />
    </Suspense>
  );
}
