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
  names = {},
}: {
  readonly fields: FieldChangeSet;
  readonly action: string;
  /** Names of the objects that the values refer to, by id. */
  readonly names?: Readonly<Record<string, string>>;
}): ReactNode {
  const show = (value: unknown): unknown => withNames(value, names);
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
                <FieldValue value={show(before)} />
              </td>
            )}
            {action !== 'delete' && (
              <td data-side="after">
                <FieldValue value={show(after)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Ids replaced by names, where those are known. */
function withNames(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return names[value] ?? value;
  if (!Array.isArray(value) || !value.some((item) => String(item) in names)) return value;
  return value.map((item) => ({ display: names[String(item)] ?? String(item) }));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
