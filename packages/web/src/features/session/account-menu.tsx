import { Group, Menu, SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconBook, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCurrentSession, useSignOut } from '../../lib/session.ts';
import { UserButton } from './user-button.tsx';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

/** What concerns the signed-in user alone. It opens as soon as it is there: somebody has asked for it. */
export function AccountMenu(): ReactNode {
  const { user } = useCurrentSession();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={216} shadow="md" defaultOpened>
      <Menu.Target>
        <UserButton name={user.username} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/profile" leftSection={<IconUser size={16} aria-hidden />}>
          Profile and API tokens
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs/" leftSection={<IconBook size={16} aria-hidden />}>
          REST API
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          value={colorScheme}
          onChange={(value) => setColorScheme(value)}
          aria-label="Appearance"
          data={schemes.map(({ value, label, icon: Icon }) => ({
            value,
            label: (
              <Group gap={0} justify="center">
                <Icon size={16} aria-hidden />
                <VisuallyHidden>{label}</VisuallyHidden>
              </Group>
            ),
          }))}
        />
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()} leftSection={<IconLogout size={16} aria-hidden />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
