import { Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import { correctsScroll, goToEnd } from '../../../lib/long-lists.ts';
import { cellText, columnWidths, sortRows, type Row, type Sorting } from '../utils/output-table.ts';
import classes from './output-table.module.css';

/** Height of a row of one line, in pixels. */
const rowHeight = 41;

/** An output as a table that sorts by the column one presses. Only rows in sight exist: there may be a hundred thousand. */
export function OutputTable({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting>();
  const sorted = useMemo(() => sortRows(rows, sorting), [rows, sorting]);
  const widths = useMemo(() => columnWidths(columns, rows), [columns, rows]);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: sorted.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = correctsScroll;
  const items = virtualizer.getVirtualItems();
  const sortBy = (column: string): void => {
    setSorting((previous) => ({ column, isDescending: previous?.column === column && !previous.isDescending }));
    viewport.current?.scrollTo({ top: 0 });
  };
  return (
    <>
      <Text size="xs" c="dimmed">
        {formatCount(rows.length, 'row')}
      </Text>
      <div
        ref={viewport}
        className={classes['viewport']}
        tabIndex={0}
        role="region"
        aria-label="Output as a table"
        onKeyDown={(event) => goToEnd(event, virtualizer)}
      >
        <Table
          stickyHeader
          className={classes['table']}
          aria-rowcount={rows.length + 1}
          miw={`${widths.reduce((sum, width) => sum + width, 0)}ch`}
        >
          <colgroup>
            {columns.map((column, index) => (
              <col key={column} style={{ width: `${widths[index] ?? 0}ch` }} />
            ))}
          </colgroup>
          <Table.Thead>
            <Table.Tr aria-rowindex={1}>
              {columns.map((column) => (
                <Table.Th
                  key={column}
                  aria-sort={sortState(column, sorting)}
                  data-number={typeof rows[0]?.[column] === 'number' || undefined}
                >
                  <UnstyledButton onClick={() => sortBy(column)} className={classes['heading']}>
                    {column}
                    <SortSign column={column} sorting={sorting} />
                  </UnstyledButton>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Gap height={items[0]?.start ?? 0} />
            {items.map(({ index }) => {
              const row = sorted[index] ?? {};
              return (
                <Table.Tr
                  key={index}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  data-odd={index % 2 === 0 || undefined}
                  aria-rowindex={index + 2}
                >
                  {columns.map((column) => (
                    <Table.Td key={column} data-number={typeof row[column] === 'number' || undefined}>
                      {cellText(row[column])}
                    </Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
            <Gap height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

/** Stands where rows are out of sight. */
function Gap({ height }: { readonly height: number }): ReactNode {
  return height > 0 && <tr aria-hidden style={{ height }} />;
}

function sortState(column: string, sorting: Sorting | undefined): 'ascending' | 'descending' | 'none' {
  if (sorting?.column !== column) return 'none';
  return sorting.isDescending ? 'descending' : 'ascending';
}

function SortSign({ column, sorting }: { readonly column: string; readonly sorting: Sorting | undefined }): ReactNode {
  if (sorting?.column !== column) return <IconArrowsSort size={14} aria-hidden opacity={0.4} />;
  return sorting.isDescending ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />;
}
