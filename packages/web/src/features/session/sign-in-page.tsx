import {
  Alert,
  Button,
  Center,
  Divider,
  Paper,
  Stack,
  Tabs,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { Logo } from '../../components/logo.tsx';
import { signIn, type Credentials } from '../../lib/session.ts';
import { describeSignInError } from './sign-in-error.ts';
import { useSignInMethods } from './sign-in-methods.ts';
import { toSignInSearch } from './sign-in-search.ts';
import { SecretInput } from '../../components/secret-input.tsx';

/** Shown wherever one was, until somebody has signed in; then that page goes on. */
export function SignInPage(): ReactNode {
  const client = useQueryClient();
  const { data: methods } = useSignInMethods();
  const { href, pathname, search } = useRouterState({ select: ({ location }) => location });
  const isOwnPage = pathname === '/sign-in';
  const back = isOwnPage ? toSignInSearch(search) : {};
  const providers = methods?.oidc ?? [];
  const next = isOwnPage ? back.next : href;
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
          {submit.error && <Refusal>{submit.error.message}</Refusal>}
          {back.error !== undefined && !submit.error && methods && (
            <Refusal>
              {describeSignInError(back.error, providers.find(({ name }) => name === back.provider)?.label)}
            </Refusal>
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
          {providers.length > 0 && (
            <>
              <Divider label="or" my="md" />
              <Stack gap="xs">
                {providers.map(({ label, name, url }) => (
                  <Button key={name} component="a" href={withNext(url, next)} variant="default" fullWidth>
                    Sign in with {label}
                  </Button>
                ))}
              </Stack>
            </>
          )}
        </Paper>
      </Stack>
    </Center>
  );
}

function Refusal({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Alert color="red" variant="light" mb="md" role="alert">
      {children}
    </Alert>
  );
}

/** The server goes back to the page that one wanted to see. */
function withNext(url: string, next: string | undefined): string {
  return next === undefined ? url : `${url}?${new URLSearchParams({ next }).toString()}`;
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
        <SecretInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
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
        <SecretInput label="Token" autoComplete="off" {...form.getInputProps('token')} />
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
