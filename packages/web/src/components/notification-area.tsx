import type { NotificationData } from '@mantine/notifications';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { noticeEvent } from '../lib/notify.ts';

const Notices = lazy(async () => {
  const { Notifications, notifications } = await import('@mantine/notifications');
  return {
    default: ({ told }: { readonly told: readonly NotificationData[] }) => {
      const shown = useRef(0);
      useEffect(() => {
        for (const notice of told.slice(shown.current)) {
          notifications.show({ closeButtonProps: { 'aria-label': 'Dismiss' }, ...notice });
        }
        shown.current = told.length;
      }, [told]);
      return <Notifications position="top-right" />;
    },
  };
});

/** Where what {@link notify} tells is shown. */
export function NotificationArea(): ReactNode {
  const [told, setTold] = useState<readonly NotificationData[]>([]);
  useEffect(() => {
    const take = (event: Event): void =>
      setTold((previous) => [...previous, (event as CustomEvent<NotificationData>).detail]);
    window.addEventListener(noticeEvent, take);
    return () => window.removeEventListener(noticeEvent, take);
  }, []);
  if (told.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Notices told={told} />
    </Suspense>
  );
}
