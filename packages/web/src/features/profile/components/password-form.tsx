import { Button, Group, Paper, Stack, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ApiError } from '../../../lib/api-error.ts';
import { notify } from '../../../lib/notify.ts';
import { changePassword } from '../api/change-password.ts';
import { SecretInput } from '../../../components/secret-input.tsx';

const minLength = 12;

/** A new password for oneself. */
export function PasswordForm(): ReactNode {
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent('');
      setWanted('');
      notify({ message: 'Your password is changed. Your other sessions have ended.' });
    },
  });
  const fields = change.error instanceof ApiError ? change.error.fields : {};
  const isGeneral = change.error !== null && Object.keys(fields).length === 0;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ current, new: wanted });
  };
  return (
    <Paper withBorder radius="lg" p="md" component="section" aria-label="Password">
      <Title order={2} size="h5" mb="sm">
        Password
      </Title>
      <form onSubmit={send} aria-label="Change the password">
        <Stack gap="sm">
          {isGeneral && <ErrorNotice error={change.error} title="The password was not changed" />}
          <SecretInput
            label="Present password"
            description="Empty if you have none yet."
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={fields['current']?.join(' ')}
          />
          <SecretInput
            label="New password"
            description={`At least ${minLength} characters.`}
            autoComplete="new-password"
            required
            minLength={minLength}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            error={fields['new']?.join(' ')}
          />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending} disabled={wanted.length < minLength}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
