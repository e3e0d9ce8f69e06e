import { openSlot } from './open-slot.ts';
import { serveSlot } from './serve-slot.ts';

/** Entry of a slot process. Forked by the supervisor; talks to nobody else. */
serveSlot(openSlot);
