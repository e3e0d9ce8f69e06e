import { ValidationError } from '@jobwright/sdk';
import type { Status } from '../extras/status.ts';

/**
 * A status may be limited to some models. A status that is not loaded passes: it was checked when it was set.
 * @throws {@link ValidationError}
 */
export function assertStatus(status: Status | null | undefined, label: string): void {
  const labels = status?.contentTypes;
  if (!labels || labels.length === 0 || labels.includes(label)) return;
  throw new ValidationError({ status_id: `The status "${status.name}" is for ${labels.join(', ')} only.` });
}
