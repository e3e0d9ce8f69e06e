import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { notify } from '../../../lib/notify.ts';
import { revokeToken, tokensKey, useTokens, type NewToken, type Token } from '../api/tokens.ts';
import { NewTokenForm } from './new-token-form.tsx';
import { NewTokenKey } from './new-token-key.tsx';

/** The user's API tokens, and a way to new ones. */
export function TokenList({ userId }: { readonly userId: string }): ReactNode {
  const tokens = useTokens(userId);
  const client = useQueryClient();
  const [made, setMade] = useState<NewToken>();
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
    onError: (error) => notify({ color: 'red', title: 'The token is still valid', message: error.message }),
  });
  return (
    <Paper withBorder radius="lg" p="md" component="section" aria-label="API tokens">
      <Title order={2} size="h5" mb={4}>
        API tokens
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        A token lets scripts act as you, through the REST API and the command line.
      </Text>
      {made && <NewTokenKey token={made} onClose={() => setMade(undefined)} />}
      <NewTokenForm onMade={setMade} />
      {tokens.error && <ErrorNotice error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.isPending && <ListSkeleton rows={2} />}
      {tokens.data?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          You have no token yet.
        </Text>
      )}
      <Stack gap={0} mt="md">
        {tokens.data?.map((token) => (
          <TokenRow key={token.id} token={token} isBusy={revoke.isPending} onRevoke={() => revoke.mutate(token.id)} />
        ))}
      </Stack>
    </Paper>
  );
}

function TokenRow({
  token,
  isBusy,
  onRevoke,
}: {
  readonly token: Token;
  readonly isBusy: boolean;
  readonly onRevoke: () => void;
}): ReactNode {
  const [isSure, setSure] = useState(false);
  const isExpired = token.expires !== null && new Date(token.expires) < new Date();
  return (
    <Group justify="space-between" wrap="nowrap" py="xs" className="divided">
      <div>
        <Group gap="xs">
          <Text span size="sm" ff="monospace" fw={600}>
            {token.prefix}…
          </Text>
          <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
            {token.description}
          </Text>
          {!token.write_enabled && (
            <Badge variant="light" color="teal" size="sm">
              Read only
            </Badge>
          )}
          {isExpired && (
            <Badge variant="light" color="red" size="sm">
              Expired
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          Made <RelativeTime time={token.created} />
          {token.last_used !== null && (
            <>
              , last used <RelativeTime time={token.last_used} />
            </>
          )}
          {token.expires !== null && !isExpired && (
            <>
              , valid until <RelativeTime time={token.expires} />
            </>
          )}
        </Text>
      </div>
      {isSure ? (
        <Group gap={4} wrap="nowrap">
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            Keep
          </Button>
          <Button size="xs" color="red" loading={isBusy} onClick={onRevoke}>
            Revoke
          </Button>
        </Group>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          color="red"
          onClick={() => setSure(true)}
          flex="none"
          aria-label={`Revoke ${token.prefix}`}
        >
          Revoke
        </Button>
      )}
    </Group>
  );
}
