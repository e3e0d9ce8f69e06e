import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { ResourcePanel } from '../../components/resource/resource-panel.tsx';
import { repositories } from './repositories.tsx';

/** Git repositories that jobs come from. */
export function RepositoriesPage(): ReactNode {
  return (
    <>
      <PageHeader title="Git repositories" />
      <ResourcePanel resource={repositories} />
    </>
  );
}
