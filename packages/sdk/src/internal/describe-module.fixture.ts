import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties, defineModel, IntegerVar, Job, type JobMeta, StringVar } from '../index.ts';
import { describeModule } from './describe-module.ts';
import { ModelRegistry } from './model-registry.ts';
import type { JobDescriptor } from './descriptor.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
export class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);
/** The models of the tests' platform: one. */
export const models = new ModelRegistry([defineModel(Site, { app: 'dcim', display: '{name}' })]);

/** The description of one job of a module. */
export function describeOne(job: typeof Job): JobDescriptor {
  const [described] = describeModule({ Mine: job }, { models }).jobs;
  if (!described) throw new Error('The module has no job.');
  return described;
}

/** What other jobs of the tests extend. */
export abstract class Base extends Job {
  static override meta: JobMeta = { abstract: true, description: 'Shared', readOnly: true };

  a = StringVar();
  b = IntegerVar({ required: false });

  async testBase() {}
}
