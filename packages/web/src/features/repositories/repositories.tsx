import { Text } from '@mantine/core';
import { Link } from '../../components/link.tsx';
import { formField } from '../../components/object-form/form-field.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { nestedId } from '../../components/resource/nested-id.ts';
import type { ResourceRow, Resource } from '../../components/resource/resource-panel.tsx';
import { RepositoryState } from './repository-state.tsx';
import { SyncButton } from './sync-button.tsx';

/** Git repositories, and what is to be known of each. */
export const repositories: Resource = {
  name: 'repository',
  plural: 'repositories',
  emptyHelp:
    'Add one to run its jobs here. Each sync makes a new version of them; runs keep saying which one they ran.',
  url: '/api/extras/git-repositories/',
  objectType: 'extras.gitrepository',
  help: 'Jobs of a repository are listed as git.<slug>/<module>/<Class>. A module that breaks keeps its last good version.',
  refreshMs: 5000,
  columns: [
    {
      title: 'Remote',
      show: (row) => (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {textOf(row, 'remote_url')}
          <Text span size="xs" c="dimmed" display="block">
            {textOf(row, 'ref') || 'default branch'}
            {textOf(row, 'path') === '' ? '' : `, folder ${textOf(row, 'path')}`}
          </Text>
        </Text>
      ),
    },
    { title: 'Commit', show: (row) => <code>{textOf(row, 'current_commit').slice(0, 12)}</code> },
    { title: 'State', show: (row) => <RepositoryState row={row} /> },
    {
      title: 'Last synced',
      show: (row) => (textOf(row, 'last_synced') === '' ? 'never' : <RelativeTime time={textOf(row, 'last_synced')} />),
    },
    { title: 'Log', show: (row) => <LastSync row={row} /> },
  ],
  fields: [
    formField('name', { required: true, max_length: 100 }),
    formField('slug', {
      isFixed: true,
      help: 'Part of the paths of its jobs. Made of the name if it is empty; it never changes.',
    }),
    formField('remote_url', { required: true, label: 'Remote URL', help: 'https:, ssh: or user@host:path' }),
    formField('ref', { nullable: true, help: 'Branch, tag or commit. Empty: the default branch.' }),
    formField('path', { help: 'Folder with the jobs. Empty: the root.' }),
    formField('sync_interval_s', {
      type: 'integer',
      nullable: true,
      label: 'Sync every … seconds',
      help: 'From 30. Empty: when somebody asks for it.',
    }),
    formField('credentials', {
      type: 'json',
      nullable: true,
      help: 'Where the secret is, never the secret: { "type": "https-token", "token": { "env": "JOBWRIGHT_SECRET_GITHUB" } }',
    }),
    formField('webhook_secret_env', {
      nullable: true,
      label: 'Webhook secret in the environment',
      help: 'Variable of the server’s environment with the secret that webhooks are signed with: JOBWRIGHT_SECRET_…',
    }),
    formField('webhook_secret', {
      nullable: true,
      label: 'Stored webhook secret',
      help: 'Name of a stored secret that webhooks are signed with, and that is open to git.<slug>.',
    }),
    formField('enabled', {
      type: 'boolean',
      initial: true,
      help: 'Off: it is not synced, and its jobs cannot be run.',
    }),
  ],
  actions: (row) => <SyncButton row={row} />,
};

function textOf(row: ResourceRow, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

function LastSync({ row }: { readonly row: ResourceRow }) {
  const id = nestedId(row['last_result']);
  if (id === undefined) return null;
  return (
    <Link to="/results/$id" params={{ id }} size="sm">
      Last sync
    </Link>
  );
}
