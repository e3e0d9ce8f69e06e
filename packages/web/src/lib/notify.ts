import type { NotificationData } from '@mantine/notifications';

/**
 * Tells the user something that happened, at the edge of the page. What shows it is loaded for the first one: most visits
 * need none.
 */
export function notify(notice: NotificationData): void {
  const event = new CustomEvent<NotificationData>(noticeEvent, { detail: notice });
  window.dispatchEvent(event);
}

/** @internal Heard by the notification area alone. */
export const noticeEvent = 'jobwright:notice';
