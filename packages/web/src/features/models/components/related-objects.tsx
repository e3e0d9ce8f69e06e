import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from '../../../components/link.tsx';
import { formatNumber } from '../../../lib/format.ts';
import { capitalize, fieldLabel, type Model } from '../../../lib/models.ts';
import { objectPath } from '../../../lib/object-path.ts';
import { relatedCountQuery } from '../api/objects.ts';

type Related = Model['related'][number];

/** How many objects of other models refer to an object, and the way to them. */
export function RelatedObjects({ model, id }: { readonly model: Model; readonly id: string }): ReactNode {
  const counts = useQueries({ queries: model.related.map((related) => relatedCountQuery(related, id)) });
  if (counts.some(({ isPending }) => isPending)) return <Skeleton h={80} />;
  const present = model.related
    .map((related, index) => ({ related, count: counts[index]?.data ?? 0 }))
    .filter(({ count }) => count > 0);
  if (present.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing refers to it.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      {present.map(({ related, count }) => (
        <Group key={`${related.label}.${related.filter}`} justify="space-between" wrap="nowrap">
          <RelatedLink related={related} id={id} name={nameOf(related, model)} />
          <Text size="sm" c="dimmed" className="tabular">
            {formatNumber(count)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function RelatedLink({
  related,
  id,
  name,
}: {
  readonly related: Related;
  readonly id: string;
  readonly name: string;
}): ReactNode {
  const list = objectPath(`${related.url}_/`);
  if (!list) return name;
  return (
    <Link
      to="/models/$app/$model"
      params={{ app: list.app, model: list.model }}
      search={{ filter: { [related.filter]: id } }}
      size="sm"
    >
      {name}
    </Link>
  );
}

/** Two references of one model are told apart by their fields. */
function nameOf({ label, verbose_name_plural, filter }: Related, model: Model): string {
  const isOnly = model.related.filter((other) => other.label === label).length === 1;
  const field = filter.replace(/_id$/, '');
  return isOnly ? capitalize(verbose_name_plural) : `${capitalize(verbose_name_plural)} (${fieldLabel(field)})`;
}
