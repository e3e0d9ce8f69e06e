import { ScrollArea, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { cellText, sortRows, type Row, type Sorting } from '../utils/output-table.ts';
import classes from './output-table.module.css';

/** Characters that take several lines in a column. */
const longText = 40;

/** More rows than this are not drawn: the files have them all. */
const rowLimit = 500;

/** An output as a table that sorts by the column one presses. */
export function OutputTable({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}): ReactNode {
  const [sorting, setSorting] = useState<Sorting>();
  const sorted = useMemo(() => sortRows(rows, sorting), [rows, sorting]);
  const sortBy = (column: string): void =>
    setSorting((previous) => ({ column, isDescending: previous?.column === column && !previous.isDescending }));
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Output as a table' }}>
      <Table striped highlightOnHover withTableBorder className={classes['table']}>
        <Table.Caption>
          {rows.length > rowLimit
            ? `The first ${rowLimit} of ${formatCount(rows.length, 'row')}. The files have them all.`
            : formatCount(rows.length, 'row')}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} aria-sort={sortState(column, sorting)}>
                <UnstyledButton onClick={() => sortBy(column)} className={classes['heading']}>
                  {column}
                  <SortSign column={column} sorting={sorting} />
                </UnstyledButton>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.slice(0, rowLimit).map((row, index) => (
            <Table.Tr key={index}>
              {columns.map((column) => (
                <Table.Td
                  key={column}
                  data-number={typeof row[column] === 'number' || undefined}
                  data-long={cellText(row[column]).length > longText || undefined}
                >
                  {cellText(row[column])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function sortState(column: string, sorting: Sorting | undefined): 'ascending' | 'descending' | 'none' {
  if (sorting?.column !== column) return 'none';
  return sorting.isDescending ? 'descending' : 'ascending';
}

function SortSign({ column, sorting }: { readonly column: string; readonly sorting: Sorting | undefined }): ReactNode {
  if (sorting?.column !== column) return <IconArrowsSort size={14} aria-hidden opacity={0.4} />;
  return sorting.isDescending ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />;
}
