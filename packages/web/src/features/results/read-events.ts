/** A server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** The reader gives way to drawing and input after this long. */
const turnMs = 12;

/**
 * Reads a stream of server-sent events, as many at a time as have come. The browser's own `EventSource` makes a task of
 * each, which takes a log of a hundred thousand entries seconds, and hides why a server refused.
 *
 * Ends when the server ends the stream.
 * @throws TypeError or DOMException when the connection breaks, and when `signal` aborts it
 */
export async function readEvents(
  url: string,
  {
    signal,
    onOpen,
    onEvents,
  }: {
    readonly signal: AbortSignal;
    readonly onOpen?: () => void;
    readonly onEvents: (events: readonly ServerEvent[]) => void;
  },
): Promise<void> {
  const response = await fetch(url, { signal, headers: { Accept: 'text/event-stream' }, cache: 'no-store' });
  if (!response.ok || response.body === null) throw new TypeError(`The stream answered with ${response.status}.`);
  onOpen?.();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let turnEnds = performance.now() + turnMs;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const { events, rest: remaining } = parseEvents(rest + value);
    rest = remaining;
    if (events.length > 0) onEvents(events);
    if (performance.now() < turnEnds) continue;
    await new Promise((resolve) => void setTimeout(resolve, 0));
    turnEnds = performance.now() + turnMs;
  }
}

/** The whole events at the beginning of a text, and what is left. Lines end as the server ends them: with a line feed. */
export function parseEvents(text: string): { readonly events: readonly ServerEvent[]; readonly rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  const events = blocks.flatMap((block) => {
    let event = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) event = line.slice(7);
      else if (line.startsWith('data: ')) data.push(line.slice(6));
    }
    return data.length === 0 ? [] : [{ event, data: data.join('\n') }];
  });
  return { events, rest };
}
