import { Button, Grid, Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { useCurrentSession, useSignOut } from '../../lib/session.ts';
import { PasswordForm } from './components/password-form.tsx';
import { TokenList } from './components/token-list.tsx';

/** Who one is to the platform, and what opens its doors. */
export function ProfilePage(): ReactNode {
  const { user } = useCurrentSession();
  const signOut = useSignOut();
  return (
    <>
      <PageHeader
        title={user.username}
        description={[user.email, user.is_superuser ? 'Superuser' : ''].filter(Boolean).join(' · ')}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <TokenList userId={user.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <PasswordForm />
          <Paper withBorder radius="lg" p="md" mt="lg" component="section" aria-label="Sessions">
            <Title order={2} size="h5" mb={4}>
              Sessions
            </Title>
            <Text size="sm" c="dimmed" mb="sm">
              Ends all your sessions, in this browser and in every other. Tokens stay as they are.
            </Text>
            <Group>
              <Button variant="default" onClick={() => void signOut(true)}>
                Sign out everywhere
              </Button>
            </Group>
          </Paper>
        </Grid.Col>
      </Grid>
    </>
  );
}
