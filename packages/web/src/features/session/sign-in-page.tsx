import { Alert, Button, Center, Paper, PasswordInput, Stack, Tabs, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Logo } from '../../components/logo.tsx';
import { signIn, type Credentials } from '../../lib/session.ts';
import { useSignInMethods } from './sign-in-methods.ts';

/** Shown wherever one was, until somebody has signed in; then that page goes on. */
export function SignInPage(): ReactNode {
  const client = useQueryClient();
  const { data: methods } = useSignInMethods();
  const submit = useMutation({ mutationFn: (credentials: Credentials) => signIn(client, credentials) });
  useEffect(() => {
    document.title = 'Sign in · Jobwright';
  }, []);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Stack align="center" gap={4}>
          <Logo size={48} />
          <Title order={1} size="h2">
            Sign in to Jobwright
          </Title>
        </Stack>
        <Paper withBorder shadow="sm" p="lg" radius="lg">
          {submit.error && (
            <Alert color="red" variant="light" mb="md" role="alert">
              {submit.error.message}
            </Alert>
          )}
          <Tabs defaultValue="password" keepMounted={false}>
            <Tabs.List grow mb="md">
              <Tabs.Tab value="password">Password</Tabs.Tab>
              <Tabs.Tab value="token">API token</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="password">
              <PasswordForm isBusy={submit.isPending} onSubmit={submit.mutate} />
            </Tabs.Panel>
            <Tabs.Panel value="token">
              <TokenForm isBusy={submit.isPending} onSubmit={submit.mutate} />
            </Tabs.Panel>
          </Tabs>
          {methods && methods.oidc.length > 0 && (
            <Stack mt="md" gap="xs">
              {methods.oidc.map((provider) => (
                <Button key={provider.name} component="a" href={provider.url} variant="default" fullWidth>
                  Sign in with {provider.label}
                </Button>
              ))}
            </Stack>
          )}
        </Paper>
      </Stack>
    </Center>
  );
}

interface FormProps {
  readonly isBusy: boolean;
  readonly onSubmit: (credentials: Credentials) => void;
}

function PasswordForm({ isBusy, onSubmit }: FormProps): ReactNode {
  const form = useForm({
    initialValues: { username: '', password: '' },
    validate: {
      username: (value) => (value.trim() === '' ? 'Enter your user name.' : null),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  });
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack gap="sm">
        <TextInput label="User name" autoComplete="username" autoFocus {...form.getInputProps('username')} />
        <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
        <Button type="submit" loading={isBusy} mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function TokenForm({ isBusy, onSubmit }: FormProps): ReactNode {
  const form = useForm({
    initialValues: { token: '' },
    validate: { token: (value) => (value.trim() === '' ? 'Enter an API token.' : null) },
  });
  return (
    <form onSubmit={form.onSubmit(({ token }) => onSubmit({ token: token.trim() }))} noValidate>
      <Stack gap="sm">
        <PasswordInput label="Token" autoComplete="off" {...form.getInputProps('token')} />
        <Text size="xs" c="dimmed">
          The first start of the platform printed one for the administrator.
        </Text>
        <Button type="submit" loading={isBusy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
