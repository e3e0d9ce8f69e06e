import { Value } from '@sinclair/typebox/value';
import { describe, expect, test } from 'vitest';
import { VariableNameError } from '../errors.ts';
import {
  BooleanVar,
  ChoiceVar,
  FileVar,
  IntegerVar,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetworkVar,
  Job,
  type JobMeta,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
} from '../index.ts';
import { describeModule } from './describe-module.ts';
import { ModuleDescriptorSchema } from './descriptor.ts';
import { Base, describeOne, models, Site } from './describe-module.fixture.ts';

describe('variables', () => {
  test('an ordinary job has its variables in declared order', () => {
    class Ordinary extends Job {
      b = StringVar();
      other = 3;
      a = IntegerVar();
      override async run() {}
    }

    expect(describeOne(Ordinary).variables.map((variable) => variable.name)).toEqual(['b', 'a']);
  });

  test('fieldOrder comes first, and a name that it does not know is a warning', () => {
    class Ordered extends Job {
      static override meta: JobMeta = { fieldOrder: ['a', 'zzz', 'a'] };
      b = StringVar();
      a = StringVar();
      override async run() {}
    }
    const described = describeOne(Ordered);

    expect(described.variables.map((variable) => variable.name)).toEqual(['a', 'b']);
    expect(described.warnings).toEqual(['meta.fieldOrder names "zzz", which is no variable of the job.']);
  });

  test('acceptance 3: a subclass that adds c to a and b has a, b, c; one that redefines a keeps its place', () => {
    class Derived extends Base {
      c = StringVar();
      override async run() {}
    }
    class Redefined extends Base {
      override a = StringVar({ label: 'Mine' });
      override async run() {}
    }

    expect(describeOne(Derived).variables.map((variable) => variable.name)).toEqual(['a', 'b', 'c']);
    expect(describeOne(Redefined).variables.map((variable) => variable.label)).toEqual(['Mine', 'B']);
  });

  test.each([
    'em',
    'log',
    'request',
    'result',
    'failed',
    'secret',
    'validatedSave',
    'run',
    'postRun',
    'constructor',
    'toString',
  ])('acceptance 3: a variable named like the member %s is refused by name', (name) => {
    class Clashing extends Job {
      constructor() {
        super();
        Object.defineProperty(this, name, { value: StringVar(), enumerable: true });
      }
    }

    expect(() => describeOne(Clashing)).toThrow(
      new VariableNameError(`Mine has a variable named "${name}", which is a member of Job. Rename the variable.`),
    );
  });

  test('a variable that could be taken for a control of the request is refused', () => {
    class Clashing extends Job {
      _commit = BooleanVar();
      override async run() {}
    }

    expect(() => describeOne(Clashing)).toThrow(VariableNameError);
  });

  test('variables without a run method are an error that says what to add', () => {
    class Forgetful extends Job {
      siteName = StringVar();
      async testIt() {}
    }

    expect(() => describeOne(Forgetful)).toThrow(
      'Mine has variables (siteName) but no run method, the only one that receives their values. Add: override async run(data: JobData<Mine>, commit: boolean) { … }',
    );
  });

  test('every kind is described with its limits, and the descriptor is one that the host accepts', () => {
    class Every extends Job {
      siteName = StringVar({ description: 'A name', minLength: 1, maxLength: 9, regex: /[a-z]+/, default: 'abc' });
      notes = TextVar({ required: false, sensitive: true, widget: 'markdown' });
      count = IntegerVar({ minValue: 0, maxValue: 9, default: 0 });
      enabled = BooleanVar();
      direction = ChoiceVar({ choices: { n: 'North' } });
      colours = MultiChoiceVar({ choices: { r: 'Red' }, required: false });
      site = ObjectVar({
        model: Site,
        nullOption: 'None',
        displayField: 'name',
        queryParams: { a: '$sites', b: [1, true] },
      });
      sites = MultiObjectVar({ model: Site });
      file = FileVar();
      gateway = IPAddressVar();
      management = IPAddressWithMaskVar();
      block = IPNetworkVar({ minPrefixLength: 0, maxPrefixLength: 30 });
      override async run() {}
    }
    const described = describeModule({ Every }, { models });
    const common = { description: '', required: true };

    expect(described.jobs[0]?.variables).toEqual([
      {
        ...common,
        name: 'siteName',
        kind: 'string',
        label: 'Site name',
        description: 'A name',
        minLength: 1,
        maxLength: 9,
        regex: '[a-z]+',
        default: 'abc',
        schema: {
          type: 'string',
          title: 'Site name',
          description: 'A name',
          minLength: 1,
          maxLength: 9,
          pattern: '^(?:[a-z]+)$',
          default: 'abc',
        },
      },
      {
        ...common,
        name: 'notes',
        kind: 'text',
        label: 'Notes',
        required: false,
        sensitive: true,
        widget: 'markdown',
        schema: { type: 'string', title: 'Notes', writeOnly: true },
      },
      {
        ...common,
        name: 'count',
        kind: 'integer',
        label: 'Count',
        minValue: 0,
        maxValue: 9,
        default: 0,
        schema: { type: 'integer', title: 'Count', minimum: 0, maximum: 9, default: 0 },
      },
      {
        ...common,
        name: 'enabled',
        kind: 'boolean',
        label: 'Enabled',
        required: false,
        default: false,
        schema: { type: 'boolean', title: 'Enabled', default: false },
      },
      {
        ...common,
        name: 'direction',
        kind: 'choice',
        label: 'Direction',
        choices: [['n', 'North']],
        schema: { type: 'string', title: 'Direction', oneOf: [{ const: 'n', title: 'North' }] },
      },
      {
        ...common,
        name: 'colours',
        kind: 'multi-choice',
        label: 'Colours',
        required: false,
        choices: [['r', 'Red']],
        schema: {
          type: 'array',
          title: 'Colours',
          uniqueItems: true,
          items: { type: 'string', oneOf: [{ const: 'r', title: 'Red' }] },
        },
      },
      {
        ...common,
        name: 'site',
        kind: 'object',
        label: 'Site',
        model: 'dcim.site',
        displayField: 'name',
        queryParams: { a: '$sites', b: [1, true] },
        nullOption: 'None',
        schema: {
          title: 'Site',
          anyOf: [
            { type: 'string', format: 'uuid' },
            {
              type: 'object',
              minProperties: 1,
              description: 'Unique attributes of the object',
              patternProperties: { '^(.*)$': {} },
            },
            { type: 'null', title: 'None' },
          ],
        },
      },
      {
        ...common,
        name: 'sites',
        kind: 'multi-object',
        label: 'Sites',
        model: 'dcim.site',
        schema: {
          type: 'array',
          title: 'Sites',
          minItems: 1,
          maxItems: 10_000,
          items: {
            anyOf: [
              { type: 'string', format: 'uuid' },
              {
                type: 'object',
                minProperties: 1,
                description: 'Unique attributes of the object',
                patternProperties: { '^(.*)$': {} },
              },
            ],
          },
        },
      },
      {
        ...common,
        name: 'file',
        kind: 'file',
        label: 'File',
        schema: { type: 'string', format: 'binary', title: 'File', description: 'Sent as multipart/form-data' },
      },
      {
        ...common,
        name: 'gateway',
        kind: 'ip-address',
        label: 'Gateway',
        schema: {
          type: 'string',
          maxLength: 64,
          title: 'Gateway',
          description: 'An IPv4 or IPv6 address',
          examples: ['192.0.2.1'],
        },
      },
      {
        ...common,
        name: 'management',
        kind: 'ip-address-with-mask',
        label: 'Management',
        schema: {
          type: 'string',
          maxLength: 64,
          title: 'Management',
          description: 'An IPv4 or IPv6 address with a mask',
          examples: ['192.0.2.1/24'],
        },
      },
      {
        ...common,
        name: 'block',
        kind: 'ip-network',
        label: 'Block',
        minPrefixLength: 0,
        maxPrefixLength: 30,
        schema: {
          type: 'string',
          maxLength: 64,
          title: 'Block',
          description: 'An IPv4 or IPv6 network',
          examples: ['192.0.2.0/24'],
        },
      },
    ]);
    expect([...Value.Errors(ModuleDescriptorSchema, JSON.parse(JSON.stringify(described)))]).toEqual([]);
  });

  test('a model that no plugin has is an error that names variable and class', () => {
    class Elsewhere {
      name = '';
    }
    class Mine extends Job {
      thing = ObjectVar({ model: Elsewhere });
      override async run() {}
    }

    expect(() => describeOne(Mine)).toThrow(
      'The model of thing is Elsewhere, which is no model of the platform: its plugin is not configured.',
    );
  });

  test.each(['$nothing', '$site'])('a filter that refers to %s is an error', (reference) => {
    class Mine extends Job {
      site = ObjectVar({ model: Site, queryParams: { region_id: ['1', reference] } });
      override async run() {}
    }

    expect(() => describeOne(Mine)).toThrow(
      `queryParams.region_id of Mine.site refers to "${reference}", which is no other variable of the job.`,
    );
  });

  test('what a definition throws comes out as it is', () => {
    class Broken extends Job {
      count = IntegerVar({ minValue: 5, maxValue: 3 });
    }

    expect(() => describeOne(Broken)).toThrow('minValue (5) is above maxValue (3)');
  });
});
