import { describe, expect, test } from 'vitest';
import { IPAddress, IPNetwork, UploadedFile } from '../index.ts';
import type { VariableDescriptor, VariableKind } from './descriptor.ts';
import { hydrateInput, type HydrateInputPorts } from './hydrate-input.ts';

const objects = new Map(['a', 'b'].map((id) => [id, { id, name: id.toUpperCase() }]));
const ports: HydrateInputPorts = {
  loadObjects: async (model, ids) =>
    model === 'dcim.site' ? [...objects.values()].toReversed().filter(({ id }) => ids.includes(id)) : [],
  openFile: async (id) => ({
    name: `${id}.txt`,
    size: 0,
    contentType: 'text/plain',
    read: async () => new Uint8Array(),
  }),
};

const variable = (name: string, kind: VariableKind): VariableDescriptor => ({
  name,
  kind,
  label: name,
  description: '',
  required: false,
  schema: {},
  ...(kind.includes('object') ? { model: 'dcim.site' } : {}),
});

test('each kind arrives as the value that run expects', async () => {
  const values = await hydrateInput(
    [
      variable('text', 'string'),
      variable('number', 'integer'),
      variable('flag', 'boolean'),
      variable('choices', 'multi-choice'),
      variable('site', 'object'),
      variable('none', 'object'),
      variable('sites', 'multi-object'),
      variable('file', 'file'),
      variable('address', 'ip-address'),
      variable('masked', 'ip-address-with-mask'),
      variable('network', 'ip-network'),
      variable('absent', 'string'),
    ],
    {
      text: 'x',
      number: 0,
      flag: false,
      choices: ['r'],
      site: 'a',
      none: null,
      sites: ['b', 'a'],
      file: 'f1',
      address: '192.0.2.1',
      masked: '192.0.2.5/24',
      network: '192.0.2.0/24',
      unknown: 'left out',
    },
    ports,
  );

  expect(values).toEqual({
    text: 'x',
    number: 0,
    flag: false,
    choices: ['r'],
    site: objects.get('a'),
    none: null,
    sites: [objects.get('b'), objects.get('a')],
    file: expect.any(UploadedFile),
    address: IPAddress.parse('192.0.2.1'),
    masked: IPNetwork.parse('192.0.2.5/24'),
    network: IPNetwork.parse('192.0.2.0/24'),
  });
  expect(values['site']).toBe(objects.get('a'));
});

describe('objects that were deleted in the meantime', () => {
  test('are named, with their variable', async () => {
    await expect(hydrateInput([variable('site', 'object')], { site: 'gone' }, ports)).rejects.toThrow(
      'site: dcim.site gone was deleted after this run was asked for. Run the job again.',
    );
    await expect(
      hydrateInput([variable('sites', 'multi-object')], { sites: ['a', 'x', 'y'] }, ports),
    ).rejects.toMatchObject({
      code: 'JOBWRIGHT_INPUT_OBJECT_MISSING',
      variable: 'sites',
      ids: ['x', 'y'],
    });
  });
});
