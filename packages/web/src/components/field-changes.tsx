import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './field-changes.module.css';
import { FieldValue } from './field-value.tsx';

/** Values of an object's columns before and after. */
export type FieldChangeSet = Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;

/** Field by field what was and what is. Fields of a new or a gone object that hold nothing are left out. */
export function FieldChanges({
  fields,
  action,
}: {
  readonly fields: FieldChangeSet;
  readonly action: string;
}): ReactNode {
  const shown = Object.entries(fields).filter(
    ([, { before, after }]) => action === 'update' || !isNothing(action === 'create' ? after : before),
  );
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No field holds a value.
      </Text>
    );
  }
  return (
    <table className={classes['fields']}>
      <thead className={classes['head']}>
        <tr>
          <th scope="col">Field</th>
          {action !== 'create' && <th scope="col">Before</th>}
          {action !== 'delete' && <th scope="col">After</th>}
        </tr>
      </thead>
      <tbody>
        {shown.map(([name, { before, after }]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {action !== 'create' && (
              <td data-side="before">
                <FieldValue value={before} />
              </td>
            )}
            {action !== 'delete' && (
              <td data-side="after">
                <FieldValue value={after} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
