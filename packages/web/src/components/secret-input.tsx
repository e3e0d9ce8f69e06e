import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import type { ReactNode } from 'react';

/** Hides what is typed. The framework's own input does not tell assistive technology that its value is wrong. */
export function SecretInput(props: PasswordInputProps): ReactNode {
  return <PasswordInput {...props} aria-invalid={Boolean(props.error) || undefined} />;
}
