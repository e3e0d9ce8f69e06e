import { debugLevel, writeLog } from '../log-channel.ts';
import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';
import { inspect } from './inspect.ts';

/** `console`: everything that is written becomes a debug entry of the run's log. */
export function installConsole(): void {
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  let indent = '';
  const write = (...values: readonly unknown[]) => {
    const text = formatValues(values);
    writeLog(debugLevel, indent === '' ? text : text.replaceAll(/^/gm, indent));
  };
  const elapsed = (label: string) => `${label}: ${(host.clock() - (starts.get(label) ?? host.clock())).toFixed(3)} ms`;
  const group = (...labels: readonly unknown[]) => {
    if (labels.length > 0) write(...labels);
    indent += '  ';
  };
  defineGlobal('console', {
    log: write,
    info: write,
    debug: write,
    warn: write,
    error: write,
    dir: (value: unknown) => write(value),
    table: (value: unknown) => write(value),
    trace: (...values: readonly unknown[]) => write(...values, new Error('Trace').stack),
    assert: (isTrue: unknown, ...values: readonly unknown[]) => {
      if (!isTrue) write('Assertion failed', ...values);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void starts.set(label, host.clock()),
    timeLog: (label = 'default', ...values: readonly unknown[]) => write(elapsed(label), ...values),
    timeEnd: (label = 'default') => {
      write(elapsed(label));
      starts.delete(label);
    },
    clear: () => undefined,
  });
}

/** Formats as https://console.spec.whatwg.org/#formatter says: `%s`, `%d`, `%i`, `%f`, `%j`, `%o`, `%O`, `%c` and `%%`. */
export function formatValues(values: readonly unknown[]): string {
  const [first, ...rest] = values;
  if (typeof first !== 'string') return values.map((value) => toText(value)).join(' ');
  let used = 0;
  const text = first.replaceAll(/%([%sdifjoOc])/g, (match, directive: string) => {
    if (directive === '%') return '%';
    if (used >= rest.length) return match;
    const value = rest[used++];
    return formatValue(directive, value);
  });
  return [text, ...rest.slice(used).map((value) => toText(value))].join(' ');
}

function formatValue(directive: string, value: unknown): string {
  switch (directive) {
    case 's':
      return toText(value);
    case 'd':
      return typeof value === 'bigint' ? `${value}n` : String(typeof value === 'object' ? Number.NaN : Number(value));
    case 'i':
      return String(Number.parseInt(String(value), 10));
    case 'f':
      return String(Number.parseFloat(String(value)));
    case 'j':
      return toJson(value);
    case 'c':
      return '';
    default:
      return inspect(value);
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '[Circular]';
  }
}
