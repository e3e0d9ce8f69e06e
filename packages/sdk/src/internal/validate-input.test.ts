import { describe, expect, test } from 'vitest';
import { defineEntity, p } from '@mikro-orm/core';
import {
  baseProperties,
  BooleanVar,
  ChoiceVar,
  defineModel,
  FileVar,
  IntegerVar,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetworkVar,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
  type Variable,
} from '../index.ts';
import { describeVariable } from './describe-variable.ts';
import { toJsonSchema } from './input-schema.ts';
import { ModelRegistry } from './model-registry.ts';
import { validateInput, type ValidateInputOptions } from './validate-input.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);
const models = new ModelRegistry([defineModel(Site, { app: 'dcim', display: '{name}' })]);

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const otherId = '01890a5d-ac96-774b-bcce-b302099a8058';

const describeAll = (variables: Record<string, Variable>) =>
  Object.entries(variables).map(([name, variable]) => describeVariable(name, variable, models));

function validate(
  variables: Record<string, Variable>,
  data: unknown,
  encoding: NonNullable<ValidateInputOptions['encoding']> = 'json',
) {
  return validateInput(describeAll(variables), data, {
    matchPattern: (source, flags, text) => new RegExp(source, flags).test(text),
    encoding,
  });
}

/** Result for the one value of the variable `x`. */
const check = (variable: Variable, value: unknown, encoding?: 'json' | 'form') =>
  validate({ x: variable }, { x: value }, encoding);
const stored = (value: unknown) => ({ ok: true, stored: { x: value } });
const refused = (...messages: string[]) => ({ ok: false, errors: { x: messages } });

describe('the input as a whole', () => {
  test('input that is no object is refused under "errors"', () => {
    const error = { ok: false, errors: { errors: ['data must be an object of variables and their values.'] } };

    expect(validate({}, 'invalid')).toEqual(error);
    expect(validate({}, [])).toEqual(error);
    expect(validate({}, 3)).toEqual(error);
  });

  test('no input is empty input', () => {
    expect(validate({}, undefined)).toEqual({ ok: true, stored: {} });
    expect(validate({}, null)).toEqual({ ok: true, stored: {} });
  });

  test('an unknown key is an error under its own name', () => {
    expect(validate({ a: StringVar() }, { a: 'x', zzz: 1 })).toEqual({
      ok: false,
      errors: { zzz: ['There is no such variable. The variables of this job: a.'] },
    });
    expect(validate({}, JSON.parse('{"__proto__": 1}'))).toEqual({
      ok: false,
      errors: Object.fromEntries([['__proto__', ['There is no such variable. This job has no variables.']]]),
    });
  });

  test('all errors come at once', () => {
    expect(validate({ a: StringVar(), b: IntegerVar(), c: IntegerVar({ maxValue: 3 }) }, { c: 4, d: 5 })).toEqual({
      ok: false,
      errors: {
        d: ['There is no such variable. The variables of this job: a, b, c.'],
        a: ['This field is required.'],
        b: ['This field is required.'],
        c: ['Must be at most 3 (maxValue).'],
      },
    });
  });

  test('an inherited key of the input is no value', () => {
    expect(validate({ a: StringVar({ required: false }) }, Object.create({ a: 'x' }))).toEqual({
      ok: true,
      stored: {},
    });
  });
});

describe('absent values', () => {
  test('defaults apply, 0 and false and empty text included', () => {
    const variables = {
      number: IntegerVar({ default: 0 }),
      flag: BooleanVar(),
      text: StringVar({ default: '' }),
      choices: MultiChoiceVar({ choices: { r: 'Red' }, default: ['r'] }),
      object: ObjectVar({ model: Site, default: { name: 'AMS01' } }),
    };

    expect(validate(variables, {})).toEqual({
      ok: true,
      stored: { number: 0, flag: false, text: '', choices: ['r'], object: { name: 'AMS01' } },
    });
  });

  test('null is absent', () => {
    expect(check(IntegerVar({ default: 4 }), null)).toEqual(stored(4));
    expect(check(IntegerVar({ required: false }), null)).toEqual({ ok: true, stored: {} });
    expect(check(IntegerVar(), null)).toEqual(refused('This field is required.'));
  });

  test('an optional one is left out', () => {
    const variables = {
      text: StringVar({ required: false }),
      number: IntegerVar({ required: false }),
      object: ObjectVar({ model: Site, required: false }),
      file: FileVar({ required: false }),
    };

    expect(validate(variables, {})).toEqual({ ok: true, stored: {} });
  });

  test('empty text is no value for a required variable', () => {
    expect(check(StringVar(), '')).toEqual(refused('This field is required.'));
    expect(check(StringVar(), '   ')).toEqual(refused('This field is required.'));
    expect(check(IPAddressVar(), '')).toEqual(refused('This field is required.'));
    expect(check(StringVar({ required: false, minLength: 3 }), '')).toEqual({ ok: true, stored: {} });
    expect(check(ChoiceVar({ choices: { n: 'North' }, required: false }), '')).toEqual({ ok: true, stored: {} });
  });

  test('a default can be cleared where the variable is optional', () => {
    expect(check(StringVar({ required: false, default: 'Reserved' }), '')).toEqual(stored(''));
    expect(check(StringVar({ default: 'Reserved' }), '')).toEqual(refused('This field is required.'));
    expect(check(StringVar({ default: '' }), '')).toEqual(stored(''));
  });
});

describe('StringVar and TextVar', () => {
  const code = StringVar({ minLength: 3, maxLength: 3, regex: '[a-z]+' });

  test('a fixed length and a pattern are named in the messages', () => {
    expect(check(code, 'xx')).toEqual(refused('Must have exactly 3 characters (minLength, maxLength); it has 2.'));
    expect(check(code, 'xxxx')).toEqual(refused('Must have exactly 3 characters (minLength, maxLength); it has 4.'));
    expect(check(code, 'ABC')).toEqual(refused('Must match the pattern [a-z]+ as a whole (regex).'));
    expect(check(code, 'A')).toEqual(
      refused(
        'Must have exactly 3 characters (minLength, maxLength); it has 1.',
        'Must match the pattern [a-z]+ as a whole (regex).',
      ),
    );
    expect(check(code, 'abc')).toEqual(stored('abc'));
  });

  test('the pattern must match the whole value, alternatives included', () => {
    expect(check(StringVar({ regex: /cat|dog/ }), 'dogma')).toEqual(
      refused('Must match the pattern cat|dog as a whole (regex).'),
    );
    expect(check(StringVar({ regex: /cat|dog/i }), 'DOG')).toEqual(stored('DOG'));
    expect(check(StringVar({ regex: /[a-z]+/ }), 'abc\nABC')).toEqual(
      refused('Must match the pattern [a-z]+ as a whole (regex).'),
    );
  });

  test('white space around a value is trimmed, inside it is kept', () => {
    expect(check(code, '  abc\n')).toEqual(stored('abc'));
    expect(check(TextVar(), '\n two\nlines \n')).toEqual(stored('two\nlines'));
  });

  test('one limit alone is named alone', () => {
    expect(check(StringVar({ minLength: 2 }), 'x')).toEqual(
      refused('Must have at least 2 characters (minLength); it has 1.'),
    );
    expect(check(StringVar({ maxLength: 1 }), 'xy')).toEqual(
      refused('Must have at most 1 character (maxLength); it has 2.'),
    );
  });

  test('characters are counted as people count them', () => {
    expect(check(StringVar({ maxLength: 2 }), '😀😀')).toEqual(stored('😀😀'));
  });

  test('what is no text, or text that no database stores, is refused', () => {
    expect(check(StringVar(), 3)).toEqual(refused('Must be text.'));
    expect(check(StringVar(), ['x'])).toEqual(refused('Must be text.'));
    expect(check(StringVar(), 'a\0b')).toEqual(refused('Must not contain null characters.'));
    expect(check(TextVar(), '\ud800')).toEqual(
      refused('Must be valid Unicode text: it holds half of a surrogate pair.'),
    );
  });
});

describe('IntegerVar and BooleanVar', () => {
  test('limits hold at both bounds', () => {
    const percent = IntegerVar({ minValue: 0, maxValue: 100 });

    expect(check(percent, -1)).toEqual(refused('Must be at least 0 (minValue).'));
    expect(check(percent, 0)).toEqual(stored(0));
    expect(check(percent, 100)).toEqual(stored(100));
    expect(check(percent, 101)).toEqual(refused('Must be at most 100 (maxValue).'));
  });

  test.each([1.5, '1', true, [1], Number.NaN])('%j is no whole number', (value) => {
    expect(check(IntegerVar(), value)).toEqual(refused('Must be a whole number.'));
  });

  test('a number that JSON cannot carry exactly is refused', () => {
    expect(check(IntegerVar(), 2 ** 53)).toEqual(refused('Must be a whole number between -(2^53 - 1) and 2^53 - 1.'));
  });

  test.each([0, 1, 'true', 'maybe', {}])('%j is no flag', (value) => {
    expect(check(BooleanVar(), value)).toEqual(refused('Must be true or false.'));
  });
});

describe('ChoiceVar and MultiChoiceVar', () => {
  const choices = { ff0000: 'Red', '00ff00': 'Green' };

  test('a value that is no choice is refused', () => {
    expect(check(ChoiceVar({ choices }), 'taupe')).toEqual(
      refused('"taupe" is not one of the choices: ff0000, 00ff00.'),
    );
    expect(check(ChoiceVar({ choices }), 'Red')).toEqual(refused('"Red" is not one of the choices: ff0000, 00ff00.'));
    expect(check(ChoiceVar({ choices }), ['ff0000'])).toEqual(
      refused('A value that is no text is not one of the choices: ff0000, 00ff00.'),
    );
    expect(check(ChoiceVar({ choices }), '00ff00')).toEqual(stored('00ff00'));
  });

  test('each value that is no choice is named', () => {
    expect(check(MultiChoiceVar({ choices }), ['ff0000', 'taupe', 'teal', 'taupe'])).toEqual(
      refused(
        '"taupe" is not one of the choices: ff0000, 00ff00.',
        '"teal" is not one of the choices: ff0000, 00ff00.',
      ),
    );
  });

  test('a required multiple choice refuses none; an optional one keeps it', () => {
    expect(check(MultiChoiceVar({ choices }), [])).toEqual(refused('This field is required.'));
    expect(check(MultiChoiceVar({ choices, required: false }), [])).toEqual(stored([]));
    expect(check(MultiChoiceVar({ choices, required: false, default: ['ff0000'] }), [])).toEqual(stored([]));
  });

  test('a repeated choice is kept once, in the order given', () => {
    expect(check(MultiChoiceVar({ choices }), ['00ff00', 'ff0000', '00ff00'])).toEqual(stored(['00ff00', 'ff0000']));
    expect(check(MultiChoiceVar({ choices }), 'ff0000')).toEqual(refused('Must be a list of choices.'));
  });
});

describe('ObjectVar and MultiObjectVar', () => {
  const site = ObjectVar({ model: Site });

  test('an id or unique attributes pass', () => {
    expect(check(site, id.toUpperCase())).toEqual(stored(id));
    expect(check(site, { name: 'AMS01' })).toEqual(stored({ name: 'AMS01' }));
  });

  test.each([
    ['AMS01', '"AMS01" is not an id (UUID). Give one, or unique attributes such as {"name": "AMS01"}.'],
    [3, 'Must be an id (UUID), or an object of unique attributes such as {"name": "AMS01"}.'],
    [[id], 'Must be an id (UUID), or an object of unique attributes such as {"name": "AMS01"}.'],
    [{}, 'Name at least one unique attribute of the object.'],
    ['null', 'The null choice is not offered here (nullOption): give an object.'],
  ])('%j is refused', (value, message) => {
    expect(check(site, value)).toEqual(refused(message));
  });

  test('the null choice is null where it is offered', () => {
    const optional = ObjectVar({ model: Site, required: false, nullOption: 'None' });

    expect(check(optional, null)).toEqual(stored(null));
    expect(check(optional, 'null')).toEqual(stored(null));
    expect(validate({ x: optional }, {})).toEqual({ ok: true, stored: {} });
    expect(check(ObjectVar({ model: Site, nullOption: 'None' }), null)).toEqual(stored(null));
    expect(validate({ x: ObjectVar({ model: Site, nullOption: 'None' }) }, {})).toEqual(
      refused('This field is required.'),
    );
  });

  test('a list may mix ids and attributes; a repeated id is kept once', () => {
    const sites = MultiObjectVar({ model: Site });

    expect(check(sites, [id, { name: 'AMS01' }, otherId, id.toUpperCase()])).toEqual(
      stored([id, { name: 'AMS01' }, otherId]),
    );
    expect(check(sites, [])).toEqual(refused('This field is required.'));
    expect(check(sites, id)).toEqual(refused('Must be a list of objects.'));
    expect(check(sites, [id, 'x', null])).toEqual(
      refused(
        '"x" is not an id (UUID). Give one, or unique attributes such as {"name": "AMS01"}.',
        'null is not an object.',
      ),
    );
  });
});

describe('addresses', () => {
  test.each(['1.2.3', 'x', 3, {}])('IPAddressVar refuses %j', (value) => {
    expect(check(IPAddressVar(), value)).toEqual(
      refused('Must be an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.'),
    );
  });

  test('IPAddressVar refuses a mask and takes both versions', () => {
    expect(check(IPAddressVar(), '192.0.2.0/24')).toEqual(
      refused('Must be an address without a mask: did you mean 192.0.2.0?'),
    );
    expect(check(IPAddressVar(), ' 192.0.2.1 ')).toEqual(stored('192.0.2.1'));
    expect(check(IPAddressVar(), '2001:DB8::1')).toEqual(stored('2001:db8::1'));
  });

  test('IPAddressWithMaskVar needs a mask and keeps the address', () => {
    expect(check(IPAddressWithMaskVar(), '192.0.2.5')).toEqual(
      refused('A mask is required: 192.0.2.5/32 for this address alone.'),
    );
    expect(check(IPAddressWithMaskVar(), '192.0.2.5/24')).toEqual(stored('192.0.2.5/24'));
    expect(check(IPAddressWithMaskVar(), '1.2.3/24')).toEqual(
      refused('Must be an IPv4 or IPv6 address with a mask, such as 192.0.2.0/24 or 2001:db8::/32.'),
    );
  });

  test('IPNetworkVar refuses host bits and names the network', () => {
    expect(check(IPNetworkVar(), '192.0.2.1/24')).toEqual(
      refused('192.0.2.1/24 has host bits set: did you mean 192.0.2.0/24?'),
    );
    expect(check(IPNetworkVar(), '192.0.2.0/24')).toEqual(stored('192.0.2.0/24'));
  });

  test('prefix limits hold at both bounds, 0 included', () => {
    const block = IPNetworkVar({ minPrefixLength: 8, maxPrefixLength: 24 });
    const everything = IPNetworkVar({ maxPrefixLength: 0 });

    expect(check(block, '10.0.0.0/7')).toEqual(
      refused('The prefix length must be at least 8 (minPrefixLength); it is 7.'),
    );
    expect(check(block, '10.0.0.0/8')).toEqual(stored('10.0.0.0/8'));
    expect(check(block, '10.0.0.0/24')).toEqual(stored('10.0.0.0/24'));
    expect(check(block, '10.0.0.0/25')).toEqual(
      refused('The prefix length must be at most 24 (maxPrefixLength); it is 25.'),
    );
    expect(check(everything, '0.0.0.0/0')).toEqual(stored('0.0.0.0/0'));
    expect(check(everything, '0.0.0.0/1')).toEqual(
      refused('The prefix length must be at most 0 (maxPrefixLength); it is 1.'),
    );
    expect(check(IPNetworkVar({ minPrefixLength: 0 }), '::/0')).toEqual(stored('::/0'));
  });
});

describe('FileVar', () => {
  test('takes the id of an upload', () => {
    expect(check(FileVar(), id)).toEqual(stored(id));
    expect(check(FileVar(), 'report.csv')).toEqual(refused('Must be a file, sent as multipart/form-data.'));
    expect(validate({ x: FileVar() }, {})).toEqual(refused('This field is required.'));
  });
});

describe('multipart forms', () => {
  test.each([
    [IntegerVar(), '42', 42],
    [IntegerVar(), ' -1 ', -1],
    [BooleanVar(), 'true', true],
    [BooleanVar(), 'on', true],
    [BooleanVar(), 'False', false],
    [BooleanVar(), '0', false],
    [MultiChoiceVar({ choices: { a: 'A', b: 'B' } }), ['a', 'b'], ['a', 'b']],
    [MultiChoiceVar({ choices: { a: 'A', b: 'B' } }), 'a', ['a']],
    [MultiChoiceVar({ choices: { a: 'A', b: 'B' } }), '["b","a"]', ['b', 'a']],
    [ObjectVar({ model: Site }), id, id],
    [ObjectVar({ model: Site }), '{"name":"AMS01"}', { name: 'AMS01' }],
    [MultiObjectVar({ model: Site }), [id, '{"name":"AMS01"}'], [id, { name: 'AMS01' }]],
    [MultiObjectVar({ model: Site }), id, [id]],
    [MultiObjectVar({ model: Site }), `["${id}",{"name":"AMS01"}]`, [id, { name: 'AMS01' }]],
    [StringVar(), '42', '42'],
  ])('%# is read from %j', (variable, field, value) => {
    expect(check(variable, field, 'form')).toEqual(stored(value));
  });

  test('what cannot be read is refused by its own rule', () => {
    expect(check(IntegerVar(), '4x', 'form')).toEqual(refused('Must be a whole number.'));
    expect(check(BooleanVar(), 'maybe', 'form')).toEqual(refused('Must be true or false.'));
    expect(check(ObjectVar({ model: Site }), '{"name"', 'form')).toEqual(
      refused('"{"name"" is not an id (UUID). Give one, or unique attributes such as {"name": "AMS01"}.'),
    );
    expect(check(MultiObjectVar({ model: Site }), '', 'form')).toEqual(refused('This field is required.'));
    expect(check(IntegerVar(), ['1', '2'], 'form')).toEqual(refused('Must be a whole number.'));
  });
});

test('the answer to hostile input stays small', () => {
  const many = Array.from({ length: 200_000 }, (_, index) => `value ${index}`);
  const choices = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`choice ${index}`, 'x']));
  const result = validate(
    { choices: MultiChoiceVar({ choices }), sites: MultiObjectVar({ model: Site }) },
    { choices: many, sites: many.slice(0, 10_000), ...Object.fromEntries(many.map((key) => [key, 1])) },
  );

  expect(JSON.stringify(result).length).toBeLessThan(20_000);
  expect(!result.ok && Object.keys(result.errors)).toHaveLength(22);
  expect(check(MultiObjectVar({ model: Site }), many)).toEqual(
    refused('Must have at most 10000 objects; it has 200000.'),
  );
});

test('stored input passes again unchanged', () => {
  const variables = {
    text: StringVar({ regex: /[a-z ]+/ }),
    cleared: StringVar({ required: false, default: 'x' }),
    sites: MultiObjectVar({ model: Site }),
    none: ObjectVar({ model: Site, nullOption: 'None' }),
    block: IPAddressWithMaskVar(),
  };
  const first = validate(variables, {
    text: ' a b ',
    cleared: '',
    sites: [id, id],
    none: 'null',
    block: '192.0.2.5/255.255.255.0',
  });

  expect(first).toEqual({
    ok: true,
    stored: { text: 'a b', cleared: '', sites: [id], none: null, block: '192.0.2.5/24' },
  });
  expect(first.ok && validate(variables, first.stored)).toEqual(first);
});

test('the whole input is one JSON Schema, which requires what has no default', () => {
  const schema = toJsonSchema(
    describeAll({ a: StringVar(), b: IntegerVar({ default: 0 }), c: BooleanVar(), d: TextVar({ required: false }) }),
  );

  expect(schema).toEqual({
    type: 'object',
    properties: {
      a: { type: 'string', title: 'A' },
      b: { type: 'integer', title: 'B', default: 0 },
      c: { type: 'boolean', title: 'C', default: false },
      d: { type: 'string', title: 'D' },
    },
    required: ['a'],
    additionalProperties: false,
  });
});
