import { Badge, Button, Group, ScrollArea, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconKey, IconSearch } from '@tabler/icons-react';
import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { answerOf, api, request, type Schemas } from '../../../lib/api.ts';
import { formatNumber } from '../../../lib/format.ts';
import { useMayDo } from '../../../lib/session.ts';

const pageSize = 50;
const tokensKey = ['tokens'] as const;

function tokensQuery(q: string) {
  return infiniteQueryOptions({
    queryKey: [...tokensKey, 'all', q],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: pageSize, offset: pageParam, ...(q === '' ? {} : { q }) };
      return answerOf(api.GET('/api/users/tokens/', { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
    // While one types, the rows of before stay: what somebody is about to press does not go away.
    placeholderData: keepPreviousData,
  });
}

/** Everybody's API tokens, without their keys, to find and revoke. */
export function TokensPanel(): ReactNode {
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const tokens = useInfiniteQuery(tokensQuery(q));
  const rows = useMemo(() => tokens.data?.pages.flatMap((page) => page.results) ?? [], [tokens.data]);
  const mayRevoke = useMayDo('delete', 'users.token');
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={560}>
        What scripts act with, for their users. Everybody makes their own tokens, in their profile.
      </Text>
      <TextInput
        type="search"
        aria-label="Search tokens"
        placeholder="Search by user, description or beginning of the key"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={480}
      />
      {tokens.error && <ErrorNotice error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.isPending && <ListSkeleton />}
      {tokens.data && rows.length === 0 && <EmptyState icon={<IconKey size={28} />} title="No token is like that" />}
      {rows.length > 0 && (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Tokens' }}>
          <Table verticalSpacing="xs" miw={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Token</Table.Th>
                <Table.Th>User</Table.Th>
                <Table.Th>For</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th>Valid until</Table.Th>
                {mayRevoke && (
                  <Table.Th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </Table.Th>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((token) => (
                <TokenRow key={token.id} token={token} mayRevoke={mayRevoke} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      {tokens.hasNextPage && (
        <Button
          variant="default"
          loading={tokens.isFetchingNextPage}
          onClick={() => void tokens.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Show more: {formatNumber(rows.length)} of {formatNumber(tokens.data?.pages[0]?.count ?? 0)} shown
        </Button>
      )}
    </Stack>
  );
}

function TokenRow({ token, mayRevoke }: { readonly token: Schemas['Token']; readonly mayRevoke: boolean }): ReactNode {
  return (
    <Table.Tr>
      <Table.Td ff="monospace">{token.prefix}…</Table.Td>
      <Table.Td>{token.user.display}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Group gap="xs">
          {token.description}
          {!token.write_enabled && (
            <Badge variant="light" color="teal" size="sm" miw="max-content">
              Read only
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{token.last_used === null ? 'never' : <RelativeTime time={token.last_used} />}</Table.Td>
      <Table.Td>{token.expires === null ? 'it is revoked' : <RelativeTime time={token.expires} />}</Table.Td>
      {mayRevoke && (
        <Table.Td ta="right">
          <RevokeButton token={token} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function RevokeButton({ token }: { readonly token: Schemas['Token'] }): ReactNode {
  const client = useQueryClient();
  const [isSure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => request(`/api/users/tokens/${token.id}/`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
    onError: (error) => notifications.show({ color: 'red', title: 'The token is still valid', message: error.message }),
  });
  if (!isSure) {
    return (
      <Button
        size="xs"
        variant="subtle"
        color="red"
        onClick={() => setSure(true)}
        aria-label={`Revoke ${token.prefix} of ${token.user.display}`}
      >
        Revoke
      </Button>
    );
  }
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Button size="xs" variant="default" onClick={() => setSure(false)}>
        Keep
      </Button>
      <Button size="xs" color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        Revoke
      </Button>
    </Group>
  );
}
