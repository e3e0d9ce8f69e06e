import { Button, Group, ScrollArea, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconInbox, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { capitalize } from '../../lib/models.ts';
import { request } from '../../lib/api.ts';
import { notify } from '../../lib/notify.ts';
import { mayDo, useCurrentSession, useMayDo, type Session } from '../../lib/session.ts';
import { EmptyState } from '../empty-state.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { ListSkeleton } from '../list-skeleton.tsx';
import { ObjectForm } from '../object-form/object-form.tsx';
import type { FormField } from '../object-form/form-field.ts';
import { SidePanel } from '../side-panel.tsx';
import { resourceQuery, type ResourceRow } from './get-resource.ts';

export type { ResourceRow } from './get-resource.ts';

export interface ResourceColumn {
  readonly title: string;
  readonly show: (row: ResourceRow) => ReactNode;
}

/** A kind of things that are administered. */
export interface Resource {
  /** Singular: "group". */
  readonly name: string;
  readonly plural: string;
  /** List in REST. */
  readonly url: string;
  /** What permissions call it: `users.group`. */
  readonly objectType: string;
  readonly help: string;
  /** What one is good for, where there is none yet. */
  readonly emptyHelp?: string;
  readonly columns: readonly ResourceColumn[];
  readonly fields: readonly FormField[];
  /** Nothing is added here: `help` says where. @defaultValue false */
  readonly isMadeElsewhere?: boolean;
  /** Whether it is the user's own, which he may change and delete without a permission. @defaultValue none is */
  readonly isOwn?: (row: ResourceRow, session: Session) => boolean;
  /** How often they are asked for again, where they change by themselves. @defaultValue only when one comes back */
  readonly refreshMs?: number;
  /** What else can be done with one. */
  readonly actions?: (row: ResourceRow) => ReactNode;
}

/** Lists them, and lets one add, change and delete. */
export function ResourcePanel({ resource }: { readonly resource: Resource }): ReactNode {
  const rows = useQuery({ ...resourceQuery(resource.url), refetchInterval: resource.refreshMs ?? false });
  const mayAdd = useMayDo('add', resource.objectType) && resource.isMadeElsewhere !== true;
  const session = useCurrentSession();
  const mayChange = (row: ResourceRow): boolean =>
    mayDo(session, 'change', resource.objectType) || resource.isOwn?.(row, session) === true;
  const [edited, setEdited] = useState<ResourceRow | 'new'>();
  if (rows.error && !rows.data) return <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />;
  if (!rows.data) return <ListSkeleton />;
  return (
    <>
      <Group justify="space-between" mb="md" align="flex-start">
        <Text size="sm" c="dimmed" maw={560}>
          {resource.help}
        </Text>
        {mayAdd && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
            Add a {resource.name}
          </Button>
        )}
      </Group>
      {rows.data.length === 0 ? (
        <EmptyState icon={<IconInbox size={28} />} title={`No ${resource.plural} yet`}>
          {resource.emptyHelp}
        </EmptyState>
      ) : (
        <ScrollArea
          type="auto"
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': capitalize(resource.plural) }}
        >
          <Table highlightOnHover verticalSpacing="xs" miw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{capitalize(resource.name)}</Table.Th>
                {resource.columns.map(({ title }) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
                {resource.actions && (
                  <Table.Th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </Table.Th>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.data.map((row) => (
                <Table.Tr key={row.id}>
                  <Table.Td fw={500}>
                    {mayChange(row) ? (
                      <UnstyledButton fw={500} fz="sm" c="var(--mantine-color-anchor)" onClick={() => setEdited(row)}>
                        {row.display}
                      </UnstyledButton>
                    ) : (
                      row.display
                    )}
                  </Table.Td>
                  {resource.columns.map(({ title, show }) => (
                    <Table.Td key={title}>{show(row)}</Table.Td>
                  ))}
                  {resource.actions && <Table.Td ta="right">{resource.actions(row)}</Table.Td>}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      <ResourceDrawer resource={resource} edited={edited} onClose={() => setEdited(undefined)} />
    </>
  );
}

function ResourceDrawer({
  resource,
  edited,
  onClose,
}: {
  readonly resource: Resource;
  readonly edited: ResourceRow | 'new' | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const client = useQueryClient();
  const session = useCurrentSession();
  const mayDelete =
    mayDo(session, 'delete', resource.objectType) ||
    (edited !== undefined && edited !== 'new' && resource.isOwn?.(edited, session) === true);
  const refresh = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['resource'] });
    onClose();
  };
  const isNew = edited === 'new';
  const title = isNew ? `New ${resource.name}` : (edited?.display ?? '');
  return (
    <SidePanel title={title} isOpen={edited !== undefined} onClose={onClose}>
      {edited !== undefined && (
        <ObjectForm
          key={isNew ? 'new' : edited.id}
          label={title}
          url={resource.url}
          fields={resource.fields.filter(({ isFixed = false }) => isNew || !isFixed)}
          object={isNew ? undefined : edited}
          onSaved={() => void refresh()}
          onCancel={onClose}
        />
      )}
      {edited !== undefined && !isNew && mayDelete && (
        <DeleteSection resource={resource} row={edited} onDeleted={() => void refresh()} />
      )}
    </SidePanel>
  );
}

function DeleteSection({
  resource,
  row,
  onDeleted,
}: {
  readonly resource: Resource;
  readonly row: ResourceRow;
  readonly onDeleted: () => void;
}): ReactNode {
  const [isSure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => request(`${resource.url}${row.id}/`, { method: 'DELETE' }),
    onSuccess: onDeleted,
    onError: (error) => notify({ color: 'red', title: 'It was not deleted', message: error.message }),
  });
  return (
    <Group mt="xl" pt="md" className="set-off">
      {isSure ? (
        <>
          <Text size="sm">Delete this {resource.name} for good?</Text>
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            Keep it
          </Button>
          <Button size="xs" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </>
      ) : (
        <Button size="xs" variant="subtle" color="red" onClick={() => setSure(true)}>
          Delete this {resource.name}
        </Button>
      )}
    </Group>
  );
}
