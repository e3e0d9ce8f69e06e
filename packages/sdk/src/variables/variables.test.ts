import { defineEntity, p } from '@mikro-orm/core';
import { describe, expect, test } from 'vitest';
import { VariableOptionsError } from '../errors.ts';
import {
  baseProperties,
  BooleanVar,
  ChoiceVar,
  FileVar,
  IntegerVar,
  IPAddress,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetwork,
  IPNetworkVar,
  isBooleanVariable,
  isChoiceVariable,
  isFileVariable,
  isIntegerVariable,
  isIPAddressVariable,
  isIPAddressWithMaskVariable,
  isIPNetworkVariable,
  isMultiChoiceVariable,
  isMultiObjectVariable,
  isObjectVariable,
  isStringVariable,
  isTextVariable,
  isVariable,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
} from '../index.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);

const choices = [
  ['n', 'North'],
  ['s', 'South'],
] as const;

describe('every kind', () => {
  const variables = [
    [StringVar(), isStringVariable, 'string'],
    [TextVar(), isTextVariable, 'text'],
    [IntegerVar(), isIntegerVariable, 'integer'],
    [BooleanVar(), isBooleanVariable, 'boolean'],
    [ChoiceVar({ choices }), isChoiceVariable, 'choice'],
    [MultiChoiceVar({ choices }), isMultiChoiceVariable, 'multi-choice'],
    [ObjectVar({ model: Site }), isObjectVariable, 'object'],
    [MultiObjectVar({ model: Site }), isMultiObjectVariable, 'multi-object'],
    [FileVar(), isFileVariable, 'file'],
    [IPAddressVar(), isIPAddressVariable, 'ip-address'],
    [IPAddressWithMaskVar(), isIPAddressWithMaskVariable, 'ip-address-with-mask'],
    [IPNetworkVar(), isIPNetworkVariable, 'ip-network'],
  ] as const;

  test.each(variables)('%# is known by its own guard and no other', (variable, guard, kind) => {
    expect(variable.kind).toBe(kind);
    expect(isVariable(variable)).toBe(true);
    expect(variables.filter(([, candidate]) => candidate(variable)).map(([, candidate]) => candidate)).toEqual([guard]);
  });

  test('nothing else is a variable', () => {
    for (const value of [undefined, null, 'x', {}, { kind: 'string' }, StringVar])
      expect(isVariable(value)).toBe(false);
  });

  test('a variable never changes', () => {
    expect(() => Object.assign(StringVar(), { required: false })).toThrow(TypeError);
  });

  test('common options are kept, with their defaults', () => {
    expect(StringVar()).toMatchObject({ required: true, description: '', sensitive: false });
    expect(StringVar()).not.toHaveProperty('default');
    expect(
      StringVar({ label: 'L', description: 'D', required: false, widget: 'password', sensitive: true, default: ' x ' }),
    ).toMatchObject({
      label: 'L',
      description: 'D',
      required: false,
      widget: 'password',
      sensitive: true,
      default: 'x',
    });
  });

  test('texts that would not fit into a form are refused', () => {
    expect(() => StringVar({ label: 'x'.repeat(201) })).toThrow('label has 201 characters; the limit is 200.');
    expect(() => StringVar({ description: 'x'.repeat(2001) })).toThrow(VariableOptionsError);
  });
});

describe('StringVar', () => {
  test('takes a pattern as regular expression or text', () => {
    expect(StringVar({ regex: /[a-z]+/i }).rules).toEqual({ kind: 'string', regex: '[a-z]+', regexFlags: 'i' });
    expect(StringVar({ regex: '[a-z]+' }).rules).toEqual({ kind: 'string', regex: '[a-z]+' });
  });

  test.each([
    [{ minLength: 5, maxLength: 3 }, 'minLength (5) is above maxLength (3): no value could pass.'],
    [{ minLength: -1 }, 'minLength is -1; it must be a whole number from 0 to 1000000.'],
    [{ maxLength: 1.5 }, 'maxLength is 1.5;'],
    [{ regex: '[a-z' }, 'regex "[a-z" is not a regular expression.'],
    [{ regex: /a/g }, 'The flag "g" of regex /a/g has no meaning here'],
    [{ regex: 'a'.repeat(1001) }, 'regex has 1001 characters; the limit is 1000.'],
    [
      { default: 'abcd', maxLength: 3 },
      'The default is refused by the variable itself: Must have at most 3 characters (maxLength); it has 4.',
    ],
    [{ default: 'ABC', regex: /[a-z]+/ }, 'Must match the pattern [a-z]+ as a whole (regex).'],
    [{ default: 3 as never }, 'The default is refused by the variable itself: Must be text.'],
  ])('refuses %j', (options, message) => {
    expect(() => StringVar(options)).toThrow(message);
    expect(() => StringVar(options)).toThrow(VariableOptionsError);
  });
});

describe('IntegerVar', () => {
  test('keeps a default of 0', () => {
    expect(IntegerVar({ minValue: 0, default: 0 })).toMatchObject({
      default: 0,
      rules: { kind: 'integer', minValue: 0 },
    });
  });

  test.each([
    [{ minValue: 5, maxValue: 3 }, 'minValue (5) is above maxValue (3): no value could pass.'],
    [{ minValue: 2 ** 60 }, 'minValue is 1152921504606847000;'],
    [{ default: 0, minValue: 1 }, 'Must be at least 1 (minValue).'],
    [{ default: 49, maxValue: 48 }, 'Must be at most 48 (maxValue).'],
    [{ default: 1.5 }, 'Must be a whole number.'],
  ])('refuses %j', (options, message) => {
    expect(() => IntegerVar(options)).toThrow(message);
  });
});

describe('BooleanVar', () => {
  test('is never required and false unless it says otherwise', () => {
    expect(BooleanVar()).toMatchObject({ required: false, default: false });
    expect(BooleanVar({ required: true as never })).toMatchObject({ required: false, default: false });
    expect(BooleanVar({ default: true })).toMatchObject({ required: false, default: true });
    expect(BooleanVar({ default: undefined })).toMatchObject({ default: false });
  });

  test('refuses a default that is no flag', () => {
    expect(() => BooleanVar({ default: 'yes' as never })).toThrow('Must be true or false.');
  });
});

describe('ChoiceVar and MultiChoiceVar', () => {
  test('take pairs or a record', () => {
    expect(ChoiceVar({ choices }).rules.choices).toEqual([
      ['n', 'North'],
      ['s', 'South'],
    ]);
    expect(MultiChoiceVar({ choices: { n: 'North' } }).rules.choices).toEqual([['n', 'North']]);
  });

  test.each([
    [{ choices: [] }, 'choices is empty: no value could pass.'],
    [
      {
        choices: [
          ['n', 'North'],
          ['n', 'Nord'],
        ],
      },
      'The choice "n" is there twice.',
    ],
    [{ choices: [['n']] }, `The choice ["n"] must be a pair of texts: ['n', 'North'].`],
    [{ choices: [[1, 'One']] }, 'The choice [1,"One"] must be a pair of texts'],
    [{}, 'choices must be pairs of value and label'],
    [undefined, 'choices must be pairs of value and label'],
    [{ choices, default: 'e' }, 'The default is refused by the variable itself: "e" is not one of the choices: n, s.'],
  ])('ChoiceVar refuses %j', (options, message) => {
    expect(() => ChoiceVar(options as never)).toThrow(message);
  });

  test('MultiChoiceVar refuses a default with another value', () => {
    expect(() => MultiChoiceVar({ choices, default: ['n', 'e'] as never })).toThrow(
      '"e" is not one of the choices: n, s.',
    );
    expect(MultiChoiceVar({ choices, default: ['n', 'n'] })).toMatchObject({ default: ['n'] });
  });
});

describe('ObjectVar and MultiObjectVar', () => {
  test('keep model, field and filters', () => {
    const variable = ObjectVar({
      model: Site,
      displayField: 'slug',
      queryParams: { status: ['active', 'planned'], region_id: '$region' },
      nullOption: 'None',
      default: { name: 'AMS01' },
    });

    expect(variable.model).toBe(Site);
    expect(variable.rules).toEqual({
      kind: 'object',
      displayField: 'slug',
      queryParams: { status: ['active', 'planned'], region_id: '$region' },
      nullOption: 'None',
    });
    expect(variable.default).toEqual({ name: 'AMS01' });
  });

  test.each([
    [{ model: undefined }, 'model must be an entity class. If it is undefined, two modules import each other.'],
    [undefined, 'model must be an entity class.'],
    [
      { model: Site, queryParams: { a: { b: 1 } } },
      'queryParams.a must be text, a number, a boolean, or a list of these.',
    ],
    [{ model: Site, nullOption: '' }, 'nullOption is the label of the null choice: 1 to 200 characters.'],
    [
      { model: Site, default: 'AMS01' },
      'The default is refused by the variable itself: "AMS01" is not an id (UUID). Give one, or unique attributes such as {"name": "AMS01"}.',
    ],
  ])('ObjectVar refuses %j', (options, message) => {
    expect(() => ObjectVar(options as never)).toThrow(message);
  });

  test('a default may be a list of ids and attributes', () => {
    const id = '01890A5D-AC96-774B-BCCE-B302099A8057';

    expect(MultiObjectVar({ model: Site, default: [id, { name: 'AMS01' }] }).default).toEqual([
      id.toLowerCase(),
      { name: 'AMS01' },
    ]);
  });
});

describe('addresses', () => {
  test('defaults are kept as canonical text', () => {
    expect(IPAddressVar({ default: '2001:DB8:0::1' }).default).toBe('2001:db8::1');
    expect(IPAddressVar({ default: IPAddress.parse('192.0.2.1') }).default).toBe('192.0.2.1');
    expect(IPAddressWithMaskVar({ default: '192.0.2.5/255.255.255.0' }).default).toBe('192.0.2.5/24');
    expect(IPNetworkVar({ default: IPNetwork.parse('192.0.2.0/24') }).default).toBe('192.0.2.0/24');
  });

  test.each([
    [() => IPAddressVar({ default: '192.0.2.0/24' }), 'Must be an address without a mask: did you mean 192.0.2.0?'],
    [() => IPAddressWithMaskVar({ default: '192.0.2.1' }), 'A mask is required: 192.0.2.1/32 for this address alone.'],
    [() => IPNetworkVar({ default: '192.0.2.1/24' }), '192.0.2.1/24 has host bits set: did you mean 192.0.2.0/24?'],
    [
      () => IPNetworkVar({ minPrefixLength: 30, maxPrefixLength: 8 }),
      'minPrefixLength (30) is above maxPrefixLength (8)',
    ],
    [() => IPNetworkVar({ maxPrefixLength: 129 }), 'maxPrefixLength is 129; it must be a whole number from 0 to 128.'],
    [() => IPNetworkVar({ minPrefixLength: 25, default: '192.0.2.0/24' }), 'at least 25 (minPrefixLength); it is 24.'],
  ])('%# is refused', (define, message) => {
    expect(define).toThrow(message);
  });
});
