import { Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNumber } from '../../../lib/format.ts';
import { levels, type LogGroup } from '../utils/log-lines.ts';
import { LevelTag } from './level-tag.tsx';
import classes from './log-list.module.css';

/** Heading of the entries of one method: how many there are of each level. */
export function LogGroupLine({
  group,
  isOpen,
  onToggle,
}: {
  readonly group: LogGroup;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): ReactNode {
  return (
    <UnstyledButton className={classes['group']} onClick={onToggle} aria-expanded={isOpen}>
      {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
      <Text span size="sm" fw={600} ff="monospace">
        {group.name}
      </Text>
      <Group gap={6} ml="auto" wrap="nowrap">
        {levels.flatMap((level) => {
          const count = group.counts[level];
          return count === undefined
            ? []
            : [<LevelTag key={level} level={level} text={`${formatNumber(count)} ${level}`} />];
        })}
      </Group>
    </UnstyledButton>
  );
}
