import type { InvocationOutcome } from '../../protocol.ts';

const maxMessageLength = 10_000;
const maxStackLength = 20_000;

/**
 * What came out of an entry itself: a syntax error of the module, or a rejected promise that nobody awaits. isolated-vm made
 * a copy of it that has lost its class, and put frames of the host into its stack.
 */
export function readUnhandled(thrown: unknown): InvocationOutcome {
  const { name, message, stack } = toTexts(thrown);
  const isSyntaxError = name === 'SyntaxError';
  return {
    kind: 'threw',
    error: {
      name,
      message: isSyntaxError
        ? message
        : `A promise was rejected that nothing awaits (is an "await" missing?): ${message}`,
      code: isSyntaxError ? 'JOBWRIGHT_MODULE_SYNTAX' : 'JOBWRIGHT_UNHANDLED_REJECTION',
      ...(stack === undefined ? {} : { stack }),
    },
  };
}

function toTexts(thrown: unknown): { readonly name: string; readonly message: string; readonly stack?: string } {
  if (!(thrown instanceof Error)) return { name: 'Thrown', message: String(thrown).slice(0, maxMessageLength) };
  const { name, message, stack } = thrown as Partial<Record<'name' | 'message' | 'stack', unknown>>;
  const texts = {
    name: typeof name === 'string' ? name.slice(0, 200) : 'Error',
    message: typeof message === 'string' ? message.slice(0, maxMessageLength) : '',
  };
  if (typeof stack !== 'string') return texts;
  const frames = stack.split('\n').filter((line) => line.includes('job:///') || line.includes('runtime:///'));
  return { ...texts, stack: [`${texts.name}: ${texts.message}`, ...frames].join('\n').slice(0, maxStackLength) };
}
