import { Alert, Button, Center, Divider, Paper, Stack, Tabs, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
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
  // It stands outside of the router: nobody goes anywhere from here before he has signed in.
  const { pathname, search, hash } = window.location;
  const isOwnPage = pathname === '/sign-in';
  const back = isOwnPage ? toSignInSearch(Object.fromEntries(new URLSearchParams(search))) : {};
  const providers = methods?.oidc ?? [];
  const next = isOwnPage ? back.next : `${pathname}${search}${hash}`;
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
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (username.trim() !== '' && password !== '') onSubmit({ username, password });
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <TextInput
          label="User name"
          autoComplete="username"
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={isChecked && username.trim() === '' ? 'Enter your user name.' : undefined}
        />
        <SecretInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && password === '' ? 'Enter your password.' : undefined}
        />
        <Button type="submit" loading={isBusy} mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function TokenForm({ isBusy, onSubmit }: FormProps): ReactNode {
  const [token, setToken] = useState('');
  const [isChecked, setChecked] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (token.trim() !== '') onSubmit({ token: token.trim() });
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <SecretInput
          label="Token"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={isChecked && token.trim() === '' ? 'Enter an API token.' : undefined}
        />
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
