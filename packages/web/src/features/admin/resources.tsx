import { Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FieldValue } from '../../components/field-value.tsx';
import { formField } from '../../components/object-form/form-field.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { Resource, ResourceRow } from '../../components/resource/resource-panel.tsx';

const usersUrl = '/api/users/users/';
const groupsUrl = '/api/users/groups/';

export const users: Resource = {
  name: 'user',
  plural: 'users',
  url: usersUrl,
  objectType: 'users.user',
  help: 'People and programs. What they may do follows from their permissions and those of their groups.',
  columns: [
    { title: 'Email', show: (row) => <FieldValue value={row['email']} /> },
    { title: 'Groups', show: (row) => <Names of={row['groups']} /> },
    { title: 'State', show: (row) => <UserState row={row} /> },
    { title: 'Last sign-in', show: (row) => <Time of={row['last_login']} /> },
  ],
  fields: [
    formField('username', { required: true, max_length: 150, label: 'User name' }),
    formField('email'),
    formField('password', { type: 'password', help: 'At least 12 characters. Empty: it stays as it is.' }),
    formField('groups', { kind: 'to-many', target_url: groupsUrl }),
    formField('is_active', {
      type: 'boolean',
      initial: true,
      label: 'Active',
      help: 'Off: password, tokens and sessions are refused.',
    }),
    formField('is_superuser', { type: 'boolean', label: 'Superuser', help: 'May do everything.' }),
  ],
};

export const groups: Resource = {
  name: 'group',
  plural: 'groups',
  emptyHelp: 'Make one for each team, and give permissions to it instead of to each of its users.',
  url: groupsUrl,
  objectType: 'users.group',
  help: 'What a group may do, all its users may do.',
  columns: [
    { title: 'Description', show: (row) => <FieldValue value={row['description']} /> },
    { title: 'Users', show: (row) => <Names of={row['users']} /> },
  ],
  fields: [
    formField('name', { required: true, max_length: 150 }),
    formField('description'),
    formField('users', { kind: 'to-many', target_url: usersUrl }),
  ],
};

export const permissions: Resource = {
  name: 'permission',
  plural: 'permissions',
  emptyHelp: 'Only superusers can do anything until there is one. Allow a group to view and run jobs to begin with.',
  url: '/api/users/permissions/',
  objectType: 'users.objectpermission',
  help: 'Which actions are allowed on which kinds of objects, for whom. Constraints limit them to some objects.',
  columns: [
    { title: 'Objects', show: (row) => <Words of={row['object_types']} /> },
    { title: 'Actions', show: (row) => <Words of={row['actions']} /> },
    { title: 'Limited', show: (row) => (row['constraints'] === null ? '' : 'Yes') },
    {
      title: 'For',
      show: (row) => (
        <>
          <Names of={row['groups']} /> <Names of={row['users']} />
        </>
      ),
    },
    { title: 'Enabled', show: (row) => <FieldValue value={row['enabled']} /> },
  ],
  fields: [
    formField('name', { required: true, max_length: 100 }),
    formField('description'),
    formField('enabled', { type: 'boolean', initial: true }),
    formField('object_types', { type: 'texts', required: true, help: 'For example extras.job, dcim.device' }),
    formField('actions', { type: 'texts', required: true, help: 'view, add, change, delete, run, sync' }),
    formField('constraints', {
      type: 'json',
      nullable: true,
      help: 'Filters that the objects must fulfil: { "site": "ams01" }; a list of them means any of these. Empty: all objects.',
    }),
    formField('groups', { kind: 'to-many', target_url: groupsUrl }),
    formField('users', { kind: 'to-many', target_url: usersUrl }),
  ],
};

export const secrets: Resource = {
  name: 'secret',
  plural: 'secrets',
  emptyHelp: 'Keep passwords and keys here instead of in the code of jobs: their values never appear in logs.',
  url: '/api/extras/secrets/',
  objectType: 'extras.secret',
  help: 'Values that jobs may read and people may not. They are encrypted, and never shown again.',
  columns: [
    { title: 'Description', show: (row) => <FieldValue value={row['description']} /> },
    { title: 'Jobs that may read it', show: (row) => <Words of={row['jobs']} /> },
  ],
  fields: [
    formField('name', { required: true, max_length: 100, isFixed: true }),
    formField('value', { type: 'password', help: 'At least 6 characters. Empty: it stays as it is.' }),
    formField('description'),
    formField('jobs', { type: 'texts', help: 'Paths of jobs, or beginnings of paths: git.backup/*' }),
  ],
};

function Names({ of: list }: { readonly of: unknown }): ReactNode {
  if (!Array.isArray(list)) return null;
  return list.map((item: { readonly display?: unknown }) => String(item.display)).join(', ');
}

function Words({ of: list }: { readonly of: unknown }): ReactNode {
  if (!Array.isArray(list)) return null;
  return (
    <Group gap={4}>
      {list.map((word) => (
        <Badge key={String(word)} variant="light" color="gray" size="sm" miw="max-content">
          {String(word)}
        </Badge>
      ))}
    </Group>
  );
}

function UserState({ row }: { readonly row: ResourceRow }): ReactNode {
  if (row['is_active'] !== true)
    return (
      <Badge color="red" variant="light">
        Inactive
      </Badge>
    );
  return row['is_superuser'] === true ? <Badge variant="light">Superuser</Badge> : 'Active';
}

function Time({ of: time }: { readonly of: unknown }): ReactNode {
  return typeof time === 'string' ? (
    <RelativeTime time={time} />
  ) : (
    <Text span inherit c="dimmed">
      never
    </Text>
  );
}
