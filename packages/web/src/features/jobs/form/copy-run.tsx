import { Button, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconChevronDown, IconCopy, IconLink, IconTerminal2, IconWorld } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { notify } from '../../../lib/notify.ts';
import { addressOf } from '../utils/job-address.ts';
import { linkData, toCommandLine, toCurl, type RunDescription } from '../utils/run-commands.ts';

/** Gives exactly the run that the form describes, in other forms. Secrets are left out of all of them. */
export function CopyRun({ run }: { readonly run: RunDescription }): ReactNode {
  const clipboard = useClipboard();
  const router = useRouter();
  const copy = (what: string, text: string): void => {
    clipboard.copy(text);
    notify({ message: `Copied ${what}.`, autoClose: 2500 });
  };
  const link = (): string => {
    const { href } = router.buildLocation({
      to: '/jobs/$source/$module/$className',
      params: addressOf({ class_path: run.classPath }),
      search: { data: linkData(run), ...(run.commit === undefined ? {} : { commit: run.commit }) },
    });
    return new URL(href, window.location.origin).href;
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          Copy as
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconWorld size={16} aria-hidden />}
          onClick={() => copy('a curl command', toCurl(run, window.location.origin))}
        >
          curl
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTerminal2 size={16} aria-hidden />}
          onClick={() => copy('a command', toCommandLine(run))}
        >
          Command line
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => copy('a link', link())}>
          Link to this form
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
