import { Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { ChangeAction } from '../change-action.tsx';
import { FieldChanges } from '../field-changes.tsx';
import { Link } from '../link.tsx';
import { ObjectLink } from '../object-link.tsx';
import { RelativeTime } from '../relative-time.tsx';
import type { ObjectChange } from './get-object-changes.ts';

/** One change of one object. */
export function ObjectChangeRow({ change }: { readonly change: ObjectChange }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  return (
    <Paper withBorder radius="md">
      <Group gap="xs" px="sm" py={8} wrap="nowrap" align="flex-start">
        <UnstyledButton
          onClick={() => setOpen((previous) => !previous)}
          aria-expanded={isOpen}
          aria-controls={panel}
          aria-label={`Fields of ${change.object_repr}`}
          style={{ display: 'flex', paddingTop: 3 }}
        >
          {isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        </UnstyledButton>
        <Group gap="xs" flex={1}>
          <ChangeAction action={change.action} />
          <Text span size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            <ObjectLink
              object={{
                display: change.object_repr,
                ...(change.action === 'delete' ? {} : { url: change.changed_object_url }),
              }}
            />
          </Text>
          <Text span size="xs" c="dimmed">
            {change.changed_object_type}
          </Text>
          <Text span size="xs" c="dimmed" ml="auto">
            <RelativeTime time={change.time} /> by {change.user_name}
            {change.job_result && (
              <>
                {' with '}
                <Link to="/results/$id" params={{ id: change.job_result.id }} inherit underline="always">
                  {change.job_result.display}
                </Link>
              </>
            )}
          </Text>
        </Group>
      </Group>
      {isOpen && (
        <div id={panel}>
          <FieldChanges fields={change.fields} action={change.action} />
        </div>
      )}
    </Paper>
  );
}
