import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { notify } from '../lib/notify.ts';

const shownMs = 2000;

/** Puts a text into the clipboard, and says so. A long text is fetched when it is asked for. */
export function CopyButton({
  text,
  label,
}: {
  readonly text: string | (() => Promise<string>);
  readonly label: string;
}): ReactNode {
  const [state, setState] = useState<'ready' | 'busy' | 'copied'>('ready');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('ready'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    setState('busy');
    try {
      await write(text);
      setState('copied');
    } catch {
      setState('ready');
      notify({
        color: 'red',
        title: 'Nothing was copied',
        message: 'The browser or the server refused. Try it again.',
      });
    }
  };
  const isCopied = state === 'copied';
  return (
    <Tooltip label={isCopied ? 'Copied' : label}>
      <ActionIcon
        variant="subtle"
        color={isCopied ? 'green' : 'gray'}
        loading={state === 'busy' && typeof text !== 'string'}
        onClick={() => void copy()}
        aria-label={label}
      >
        {isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Browsers allow it in answer to a click alone: a text that is still to come is promised at once. */
async function write(text: string | (() => Promise<string>)): Promise<void> {
  if (typeof text === 'string') await navigator.clipboard.writeText(text);
  else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text() })]);
}
