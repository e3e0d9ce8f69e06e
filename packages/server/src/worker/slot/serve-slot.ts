import type { OpenSlot, SlotCommand, SlotReport, SlotWork } from './slot-messages.ts';

/**
 * Answers the supervisor of this process until the channel to it is gone, and then ends the process at once: nobody
 * watches it any more. It is not left to `process.exit`, which waits for an isolate that may be stuck.
 */
export function serveSlot(open: OpenSlot): void {
  let work: SlotWork | undefined;
  let canceling = new AbortController();
  const report = (message: SlotReport): void => {
    if (process.connected) process.send?.(message);
  };

  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // A terminal sends these to the whole group; the supervisor decides what happens to its slots.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

  process.on('message', (command: SlotCommand) => {
    switch (command.kind) {
      case 'open':
        open(command.settings, (passed) => report({ kind: 'overLimit', passed })).then(
          (opened) => {
            work = opened;
            report({ kind: 'ready' });
            return undefined;
          },
          (error: unknown) => report({ kind: 'unusable', message: describe(error) }),
        );
        break;
      case 'execute':
        canceling = new AbortController();
        work?.execute(command.assignment, canceling.signal).then(
          (outcome) => report({ kind: 'executed', outcome }),
          (error: unknown) => {
            const message = `The run could not be executed: ${describe(error)} Database changes have been reverted.`;
            report({ kind: 'executed', outcome: { kind: 'killed', code: 'JOBWRIGHT_SLOT_FAILED', message } });
          },
        );
        break;
      case 'describe':
        work?.describe(command.module).then(
          (outcome) => report({ kind: 'described', outcome }),
          (error: unknown) => {
            const plain = { name: 'Error', code: 'JOBWRIGHT_SLOT_FAILED', message: describe(error) };
            report({ kind: 'described', outcome: { ok: false, error: plain } });
          },
        );
        break;
      case 'cancel':
        canceling.abort(command.reason);
        break;
      case 'ping':
        report({ kind: 'pong', residentBytes: process.memoryUsage.rss() });
        break;
    }
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
