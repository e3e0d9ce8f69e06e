import { wrap } from '@mikro-orm/core';
import { behaviour } from '../behaviour.ts';
import { Device, DeviceService, Region, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

export const populate = [
  behaviour('populates to-one relations several levels deep', ['Acme', 'Netherlands', 'EMEA'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1, { populate: ['type.maker', 'site.region.parent'] });
    return [device.type.maker.name, device.site.region?.name, device.site.region?.parent?.name];
  }),
  behaviour(
    'populates to-many relations',
    [
      ['Amsterdam', ['core1', 'core2']],
      ['Rotterdam', ['edge1']],
      ['Singapore', ['edge2']],
    ],
    async (em) => {
      const sites = await em.find(
        Site,
        {},
        { populate: ['devices'], orderBy: { name: 'asc', devices: { name: 'asc' } } },
      );
      return sites.map((site) => [site.name, site.devices.getItems().map((device) => device.name)]);
    },
  ),
  behaviour(
    'populates to-many relations below to-many relations',
    [
      ['core1', ['eth0', 'eth1']],
      ['core2', ['eth0']],
    ],
    async (em) => {
      const site = await em.findOneOrFail(Site, ids.ams, { populate: ['devices.interfaces'] });
      const devices = site.devices.getItems().sort((a, b) => a.name.localeCompare(b.name));
      return devices.map((device) => [
        device.name,
        device.interfaces
          .getItems()
          .map((it) => it.name)
          .sort(),
      ]);
    },
  ),
  behaviour(
    'populates many-to-many relations from both sides',
    [
      ['blue', 'red'],
      ['core1', 'core2'],
    ],
    async (em) => {
      const device = await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] });
      const tag = await em.findOneOrFail(Tag, ids.blue, { populate: ['devices'] });
      return [
        device.tags
          .getItems()
          .map((it) => it.name)
          .sort(),
        tag.devices
          .getItems()
          .map((it) => it.name)
          .sort(),
      ];
    },
  ),
  behaviour('populates many-to-many relations over a pivot entity', [['dns'], [10]], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1, { populate: ['services'] });
    const pairs = await em.find(DeviceService, { device: ids.core1 });
    return [device.services.getItems().map((it) => it.name), pairs.map((pair) => pair.priority)];
  }),
  behaviour(
    'populates by the joined strategy',
    [
      ['core1', ['blue', 'red']],
      ['core2', ['blue']],
    ],
    async (em) => {
      const list = await em.find(
        Device,
        { site: ids.ams },
        { populate: ['tags'], strategy: 'joined', orderBy: { name: 'asc' } },
      );
      return list.map((device) => [
        device.name,
        device.tags
          .getItems()
          .map((tag) => tag.name)
          .sort(),
      ]);
    },
  ),
  behaviour('populates by the select-in strategy', ['Acme', 'Acme'], async (em) => {
    const list = await em.find(
      Device,
      { site: ids.ams },
      { populate: ['type.maker'], strategy: 'select-in', orderBy: { name: 'asc' } },
    );
    return list.map((device) => device.type.maker.name);
  }),
  behaviour('populates what a condition selects', [['Amsterdam', ['core1']]], async (em) => {
    const sites = await em.find(
      Site,
      { devices: { name: 'core1' } },
      { populate: ['devices'], populateWhere: { devices: { name: 'core1' } } },
    );
    return sites.map((site) => [site.name, site.devices.getItems().map((device) => device.name)]);
  }),
  behaviour('infers what to populate from the condition', [['Amsterdam', ['core2']]], async (em) => {
    const sites = await em.find(
      Site,
      { devices: { name: 'core2' } },
      { populate: ['devices'], populateWhere: 'infer' },
    );
    return sites.map((site) => [site.name, site.devices.getItems().map((device) => device.name)]);
  }),
  behaviour('populates everything', [true, true, ['blue', 'red']], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1, { populate: ['*'] });
    return [
      device.site.name === 'Amsterdam',
      device.type.model === 'X1',
      device.tags
        .getItems()
        .map((tag) => tag.name)
        .sort(),
    ];
  }),
  behaviour('populates entities that are loaded already', ['Netherlands', 2], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    await em.populate(site, ['region', 'devices']);
    return [site.region?.name, site.devices.length];
  }),
  behaviour(
    'loads what many objects share once, with all of it',
    [['core1', 'X1', 'Acme'], ['core2', 'X2', 'Acme'], ['edge1', 'X1', 'Acme'], ['edge2', 'G1', 'Globex'], 0],
    async (em) => {
      const list = await em.find(Device, {}, { populate: ['type.maker'], orderBy: { name: 'asc' } });
      em.getUnitOfWork().computeChangeSets();
      return [
        ...list.map((device) => [device.name, device.type.model, device.type.maker.name]),
        em.getUnitOfWork().getChangeSets().length,
      ];
    },
  ),
  behaviour('references are not loaded until asked for', [false, 'Amsterdam'], async (em) => {
    const reference = em.getReference(Site, ids.ams);
    const before = wrap(reference).isInitialized();
    await em.refresh(reference);
    return [before, reference.name];
  }),
  behaviour('loads a collection by init', [false, true, ['core1', 'core2']], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    const before = site.devices.isInitialized();
    await site.devices.init({ orderBy: { name: 'asc' } });
    return [before, site.devices.isInitialized(), site.devices.getItems().map((device) => device.name)];
  }),
  behaviour('loads members of a collection that match', [['core2'], ['red']], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    const device = await em.findOneOrFail(Device, ids.core1);
    const devices = await site.devices.matching({ where: { position: { $gt: 1 } } });
    const tags = await device.tags.matching({ where: { weight: { $gt: 2 } } });
    return [devices.map((it) => it.name), tags.map((it) => it.name)];
  }),
  behaviour('counts members of a collection', [2, 2], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    const device = await em.findOneOrFail(Device, ids.core1);
    return [await site.devices.loadCount(), await device.tags.loadCount()];
  }),
  behaviour('populates a tree from the root', [['EMEA', ['Netherlands'], 2]], async (em) => {
    const list = await em.find(Region, { name: 'EMEA' }, { populate: ['children.sites'] });
    return list.map((region) => [
      region.name,
      region.children.getItems().map((child) => child.name),
      region.children[0]?.sites.length,
    ]);
  }),
  behaviour(
    'serialises entities with what was populated',
    { name: 'core1', site: 'Amsterdam', tags: 2 },
    async (em) => {
      const device = await em.findOneOrFail(Device, ids.core1, { populate: ['site', 'tags'] });
      const plain = JSON.parse(JSON.stringify(device)) as { name: string; site: { name: string }; tags: unknown[] };
      return { name: plain.name, site: plain.site.name, tags: plain.tags.length };
    },
  ),
];
