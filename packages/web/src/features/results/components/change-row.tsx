import { Badge, Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { ChangeAction } from '../../../components/change-action.tsx';
import { FieldChanges } from '../../../components/field-changes.tsx';
import { ObjectLink } from '../../../components/object-link.tsx';
import { formatCount } from '../../../lib/format.ts';
import type { Change } from '../api/get-changes.ts';

/** One object of a change list. */
export function ChangeRow({
  change,
  startsOpen,
}: {
  readonly change: Change;
  readonly startsOpen: boolean;
}): ReactNode {
  const [isOpen, setOpen] = useState(startsOpen);
  const panel = useId();
  const fieldCount = Object.keys(change.fields).length;
  return (
    <Paper withBorder radius="md">
      <Group gap="xs" px="sm" py={6} wrap="nowrap">
        <UnstyledButton
          onClick={() => setOpen((previous) => !previous)}
          aria-expanded={isOpen}
          aria-controls={panel}
          aria-label={`Fields of ${change.display}`}
          style={{ display: 'flex' }}
        >
          {isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        </UnstyledButton>
        <ChangeAction action={change.action} />
        <Text span size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {/* What is gone, or was never made durable, has no page. */}
          {change.action === 'delete' ? change.display : <ObjectLink object={change} />}
        </Text>
        {change.phase === 'postRun' && (
          <Badge variant="outline" color="gray" size="sm">
            postRun
          </Badge>
        )}
        <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: 'nowrap' }}>
          {formatCount(fieldCount, 'field')}
        </Text>
      </Group>
      {isOpen && (
        <div id={panel}>
          <FieldChanges fields={change.fields} action={change.action} names={change.names} />
          {change.cascades && change.cascades.length > 0 && (
            <Text size="xs" c="dimmed" px="sm" py={6}>
              The database also changes what refers to it: {change.cascades.map(({ display }) => display).join(', ')}.
            </Text>
          )}
        </div>
      )}
    </Paper>
  );
}
