import { describe, expect, test } from 'vitest';
import { isDeeperThan, parseUntrustedJson } from './untrusted-json.ts';

const parse = (text: string) => parseUntrustedJson(text, { maxDepth: 4 });

describe('JSON of an isolate', () => {
  test('becomes objects without a prototype, at every level', () => {
    const value = parse('{"a":[{"b":1}]}') as { a: object[] };

    expect(JSON.stringify(value)).toBe('{"a":[{"b":1}]}');
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.getPrototypeOf(value.a[0])).toBeNull();
    expect('toString' in value).toBe(false);
  });

  test.each([
    '{"__proto__":1}',
    '{"a":[{"constructor":1}]}',
    '{"a":{"prototype":{}}}',
    String.raw`{"\u005f_proto__":1}`,
    String.raw`{"\u0063onstructor":1}`,
  ])('may not have keys that reach prototypes: %s', (text) => {
    expect(() => parse(text)).toThrow(/the key "(__proto__|constructor|prototype)" is not allowed/);
  });

  test('may have such words as values, and as parts of keys', () => {
    expect(JSON.stringify(parse('{"constructors":"__proto__"}'))).toBe('{"constructors":"__proto__"}');
  });

  test('may not be nested deeper than allowed', () => {
    expect(() => parse('[[[[[1]]]]]')).toThrow('it is nested more than 4 levels deep');
    expect(() => parse('['.repeat(1_000_000))).toThrow('it is nested more than 4 levels deep');
  });

  test('has to be JSON', () => {
    expect(() => parse('{')).toThrow('it is no JSON');
    expect(() => parse('')).toThrow('it is no JSON');
  });
});

describe('the depth of a text', () => {
  test.each([
    ['1', 0, false],
    ['[1]', 0, true],
    ['[1]', 1, false],
    ['[{"a":[1]}]', 2, true],
    ['[{"a":[1]}]', 3, false],
    ['"[[[["', 0, false],
    [String.raw`"\"[[["`, 0, false],
    [String.raw`["\\",[1]]`, 1, true],
    [String.raw`["\\\"",1]`, 1, false],
    ['[[],[],[]]', 2, false],
    ['"[[[ never closed', 0, false],
  ])('%s is deeper than %i: %s', (text, depth, isDeeper) => {
    expect(isDeeperThan(text, depth)).toBe(isDeeper);
  });
});
