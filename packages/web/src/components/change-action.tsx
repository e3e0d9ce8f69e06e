import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

const looks: Readonly<Record<string, { readonly color: string; readonly label: string }>> = {
  create: { color: 'green', label: 'Created' },
  update: { color: 'blue', label: 'Updated' },
  delete: { color: 'red', label: 'Deleted' },
};

/** What was done to an object. */
export function ChangeAction({ action }: { readonly action: string }): ReactNode {
  const { color, label } = looks[action] ?? { color: 'gray', label: action };
  return (
    <Badge className="status-badge" data-color={color} color={color} variant="light" size="sm" fw={600}>
      {label}
    </Badge>
  );
}
