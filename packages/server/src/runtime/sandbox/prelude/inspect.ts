/** Levels of nested objects that are shown. */
const maxDepth = 3;
const maxItems = 100;
const maxTextLength = 10_000;
/** Longer than this, an object is shown with one line per property. */
const lineWidth = 76;
/** Values shown in one call: what a hostile or very large object costs stays bounded. */
const maxNodes = 5000;

interface State {
  readonly path: object[];
  nodes: number;
}

/** A value as a developer would read it in a terminal. Never throws, and never calls a getter. */
export function inspect(value: unknown): string {
  return show(value, { path: [], nodes: 0 });
}

function show(value: unknown, state: State): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'symbol':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'function':
      return guarded(() => showFunction(value));
    case 'object':
      return value === null ? 'null' : guarded(() => showObject(value, state));
  }
}

function guarded(describe: () => string): string {
  try {
    return describe();
  } catch {
    return '[cannot be shown]';
  }
}

function quote(text: string): string {
  const cut = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return `'${cut
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', String.raw`\n`)}'`;
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- any function may be logged
function showFunction(value: Function): string {
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value as unknown;
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
  const label = typeof name === 'string' && name !== '' ? name : '(anonymous)';
  return kind === 'class' ? `[class ${label}]` : `[Function: ${label}]`;
}

function showObject(value: object, state: State): string {
  state.nodes += 1;
  if (state.nodes > maxNodes) return '…';
  if (state.path.includes(value)) return '[Circular]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) return showError(value);
  const name = className(value);
  if (state.path.length >= maxDepth) return Array.isArray(value) ? '[Array]' : `[${name ?? 'Object'}]`;
  state.path.push(value);
  const text = showContent(value, name, state);
  state.path.pop();
  return text;
}

function showError(error: Error): string {
  const { stack } = error;
  return typeof stack === 'string' && stack !== '' ? stack : `[${error.name}: ${error.message}]`;
}

function showContent(value: object, name: string | undefined, state: State): string {
  if (Array.isArray(value)) {
    return braces(
      '',
      limited(value, (item) => show(item, state)),
      ['[', ']'],
    );
  }
  if (value instanceof Map) {
    const entries = limited([...value], ([key, item]) => `${show(key, state)} => ${show(item, state)}`);
    return braces(`Map(${value.size}) `, entries, ['{', '}']);
  }
  if (value instanceof Set) {
    const items = limited([...value], (item) => show(item, state));
    return braces(`Set(${value.size}) `, items, ['{', '}']);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items = value as Uint8Array;
    return braces(
      `${name ?? 'TypedArray'}(${items.length}) `,
      limited(items, (item) => String(item)),
      ['[', ']'],
    );
  }
  const properties = limited(Object.keys(value), (key) => `${showKey(key)}: ${showProperty(value, key, state)}`);
  return braces(name === undefined || name === 'Object' ? '' : `${name} `, properties, ['{', '}']);
}

function showProperty(value: object, key: string, state: State): string {
  const descriptor = Object.getOwnPropertyDescriptor(value, key);
  if (descriptor === undefined) return 'undefined';
  if (descriptor.get !== undefined) return descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]';
  if (descriptor.set !== undefined) return '[Setter]';
  return show(descriptor.value, state);
}

function showKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

function limited<Item>(items: ArrayLike<Item>, showItem: (item: Item) => string): string[] {
  const shown: string[] = [];
  for (let index = 0; index < items.length && index < maxItems; index += 1) shown.push(showItem(items[index] as Item));
  if (items.length > maxItems) shown.push(`… ${items.length - maxItems} more`);
  return shown;
}

function braces(prefix: string, parts: readonly string[], [open, close]: readonly [string, string]): string {
  if (parts.length === 0) return `${prefix}${open}${close}`;
  const line = parts.join(', ');
  if (line.length <= lineWidth && !line.includes('\n')) return `${prefix}${open} ${line} ${close}`;
  return `${prefix}${open}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')}`).join(',\n')}\n${close}`;
}

function className(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return 'Object';
  const owner = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  if (typeof owner !== 'function') return undefined;
  const name = Object.getOwnPropertyDescriptor(owner, 'name')?.value as unknown;
  return typeof name === 'string' ? name : undefined;
}
