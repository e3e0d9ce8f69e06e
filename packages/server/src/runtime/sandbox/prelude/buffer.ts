import { fromBase64, toBase64 } from './base64.ts';

/** The class without its statics, one of which has another form here. */
const Bytes = Uint8Array as unknown as new (
  source: number | ArrayBuffer | ArrayLike<number>,
) => Uint8Array<ArrayBuffer>;

/**
 * The few parts of Node's `Buffer` that MikroORM names for binary columns and cursors. The bundler puts this class in the
 * place of the global of that name, which isolates do not have; job code never sees it.
 */
export class Buffer extends Bytes {
  static isBuffer(value: unknown): value is Buffer {
    return value instanceof Buffer;
  }

  static allocUnsafe(length: number): Buffer {
    return new Buffer(length);
  }

  static from(source: string | ArrayBuffer | ArrayLike<number>, encoding?: unknown): Buffer {
    if (typeof source !== 'string') return new Buffer(source instanceof ArrayBuffer ? source : Uint8Array.from(source));
    if (encoding === 'base64' || encoding === 'base64url') return new Buffer(fromBase64(source));
    return new Buffer(new TextEncoder().encode(source));
  }

  /** Copies into another array from its beginning. */
  copy(target: Uint8Array): number {
    const part = this.subarray(0, target.length);
    target.set(part);
    return part.length;
  }

  override toString(encoding?: string): string {
    switch (encoding) {
      case 'base64':
        return toBase64(this);
      case 'base64url':
        return toBase64(this).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
      case 'hex':
        return Array.from(this, (byte) => byte.toString(16).padStart(2, '0')).join('');
      default:
        return new TextDecoder().decode(this);
    }
  }
}
