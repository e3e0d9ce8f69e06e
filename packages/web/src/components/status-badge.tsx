import { Badge, Loader } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface RunStatus {
  readonly value: string;
  readonly label: string;
}

const looks: Readonly<Record<string, { readonly color: string; readonly icon: TablerIcon }>> = {
  pending: { color: 'gray', icon: IconClock },
  running: { color: 'blue', icon: IconClock },
  completed: { color: 'green', icon: IconCircleCheck },
  failed: { color: 'orange', icon: IconAlertTriangle },
  errored: { color: 'red', icon: IconCircleX },
  canceled: { color: 'gray', icon: IconBan },
};

/** How a run stands. Colour, sign and word each say it. */
export function StatusBadge({
  status,
  size = 'md',
}: {
  readonly status: RunStatus;
  readonly size?: 'sm' | 'md' | 'lg';
}): ReactNode {
  const { color, icon: Icon } = looks[status.value] ?? { color: 'gray', icon: IconClock };
  const sign = status.value === 'running' ? <Loader size={12} color={color} /> : <Icon size={14} aria-hidden />;
  return (
    <Badge
      className="status-badge"
      data-color={color}
      color={color}
      variant="light"
      size={size}
      leftSection={sign}
      fw={600}
      miw="max-content"
    >
      {status.label}
    </Badge>
  );
}
