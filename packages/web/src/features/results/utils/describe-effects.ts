import { formatCount } from '../../../lib/format.ts';
import type { Effect } from '../api/get-effects.ts';

export interface EffectOutcome {
  readonly label: string;
  readonly color: 'green' | 'blue' | 'red' | 'yellow' | 'gray';
}

/** What became of a request, in a word or its status. */
export function outcomeOf({ sent, status, error }: Pick<Effect, 'sent' | 'status' | 'error'>): EffectOutcome {
  if (!sent) return error === null ? { label: 'Not sent', color: 'yellow' } : { label: 'Refused', color: 'red' };
  if (error !== null) return { label: 'Failed', color: 'red' };
  if (status === null) return { label: 'No answer', color: 'gray' };
  return { label: String(status), color: status < 300 ? 'green' : status < 400 ? 'blue' : 'red' };
}

/** "The run sent 3 requests to other systems. 1 request was not sent." */
export function describeEffects({
  sent,
  not_sent: notSent,
}: {
  readonly sent: number;
  readonly not_sent: number;
}): string {
  const parts = [
    ...(sent > 0
      ? [`The run sent ${formatCount(sent, 'request')} to other systems. No rollback takes them back.`]
      : []),
    ...(notSent > 0 ? [`${formatCount(notSent, 'request')} ${notSent === 1 ? 'was' : 'were'} not sent.`] : []),
  ];
  return parts.join(' ');
}
