import { IconSelector } from '@tabler/icons-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import classes from './user-button.module.css';

/** The signed-in user, as the button that opens the account menu. */
export function UserButton({ name, ...props }: { readonly name: string } & ComponentPropsWithRef<'button'>): ReactNode {
  return (
    <button type="button" aria-label={`${name}: account`} className={classes['button']} {...props}>
      {/* By the style sheet: the letter is no part of the name that is read out. */}
      <span className={classes['sign']} data-letter={name.slice(0, 1).toUpperCase()} aria-hidden />
      <span className={classes['name']}>{name}</span>
      <IconSelector size={16} className={classes['arrows']} aria-hidden />
    </button>
  );
}
