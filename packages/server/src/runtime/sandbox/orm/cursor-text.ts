import { Cursor } from '@mikro-orm/core';

/** MikroORM writes cursors with Node's `Buffer`; this writes the same text without it. */
export function installCursorText(): void {
  Cursor.encode = encodeCursor;
  Cursor.decode = decodeCursor;
}

function encodeCursor(value: readonly unknown[]): string {
  const bytes = encodeURIComponent(JSON.stringify(value)).replaceAll(/%([0-9A-F]{2})/g, (_match, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decodeCursor(text: string): unknown[] {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const escaped = Array.from(bytes, (byte) => `%${(byte.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`).join('');
  return JSON.parse(decodeURIComponent(escaped)) as unknown[];
}

declare function atob(text: string): string;
declare function btoa(text: string): string;
