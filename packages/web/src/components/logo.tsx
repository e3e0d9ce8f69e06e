import type { ReactNode } from 'react';

/** The sign of the platform. Decorative: its name always stands beside it. */
export function Logo({ size = 28 }: { readonly size?: number }): ReactNode {
  return <img src="/icon.svg" width={size} height={size} alt="" />;
}
