import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { ResourcePanel } from '../../components/resource/resource-panel.tsx';
import { schedules } from './schedules.tsx';

/** Jobs that run later, once or again and again. */
export function SchedulesPage(): ReactNode {
  return (
    <>
      <PageHeader title="Schedules" />
      <ResourcePanel resource={schedules} />
    </>
  );
}
