import { ScrollArea, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FieldValue } from '../../../components/field-value.tsx';
import { ObjectLink } from '../../../components/object-link.tsx';
import { capitalize, fieldLabel, type Model } from '../../../lib/models.ts';
import type { ModelObject } from '../api/objects.ts';
import { pickColumns } from '../utils/columns.ts';
import classes from './object-table.module.css';

/** Objects of a model, one to a row. */
export function ObjectTable({
  model,
  objects,
  ordering,
  onOrder,
}: {
  readonly model: Model;
  readonly objects: readonly ModelObject[];
  readonly ordering: string | undefined;
  readonly onOrder: (ordering: string) => void;
}): ReactNode {
  const columns = pickColumns(model.fields);
  return (
    <ScrollArea
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': capitalize(model.verbose_name_plural) }}
    >
      <Table highlightOnHover verticalSpacing="xs" className={classes['table']} miw={columns.length * 140 + 160}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{capitalize(model.verbose_name)}</Table.Th>
            {columns.map(({ name, sortable }) => (
              <Table.Th key={name} {...(sortable && { 'aria-sort': sortState(name, ordering) })}>
                {!sortable && fieldLabel(name)}
                {sortable && (
                  <UnstyledButton
                    className={classes['heading']}
                    onClick={() => onOrder(ordering === name ? `-${name}` : name)}
                  >
                    {fieldLabel(name)}
                    {ordering === name && <IconArrowUp size={14} aria-hidden />}
                    {ordering === `-${name}` && <IconArrowDown size={14} aria-hidden />}
                  </UnstyledButton>
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {objects.map((object) => (
            <Table.Tr key={object.id}>
              <Table.Td fw={500}>
                <ObjectLink object={object} />
              </Table.Td>
              {columns.map(({ name }) => (
                <Table.Td key={name} className="quiet-links">
                  <FieldValue value={object[name]} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function sortState(name: string, ordering: string | undefined): 'ascending' | 'descending' | 'none' {
  if (ordering === name) return 'ascending';
  return ordering === `-${name}` ? 'descending' : 'none';
}
