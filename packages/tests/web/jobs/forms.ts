import { Region, Site } from '@jobwright/inventory';
import {
  BooleanVar,
  ChoiceVar,
  FileVar,
  IntegerVar,
  IPAddressVar,
  Job,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
  type JobData,
  type JobMeta,
} from '@jobwright/sdk';

export const name = 'Forms';

/** Each widget that the UI knows, beside the inputs that kinds have by themselves. */
export class Widgets extends Job {
  static override meta: JobMeta = { name: 'Widgets', description: 'One input of each widget', readOnly: true };

  story = StringVar({ widget: 'textarea', default: 'once' });
  word = TextVar({ widget: 'text', required: false });
  passphrase = StringVar({ sensitive: true, required: false });
  hidden = StringVar({ widget: 'password', required: false });
  day = StringVar({ widget: 'date', required: false });
  settings = TextVar({ widget: 'json', required: false });
  side = ChoiceVar({
    widget: 'radio',
    choices: [
      ['l', 'Left'],
      ['r', 'Right'],
    ],
  });
  parts = MultiChoiceVar({
    widget: 'checkboxes',
    choices: [
      ['a', 'Part A'],
      ['b', 'Part B'],
      ['c', 'Part C'],
    ],
    required: false,
  });
  level = IntegerVar({ widget: 'slider', minValue: 0, maxValue: 10, default: 4 });
  loud = BooleanVar({ widget: 'switch' });
  region = ObjectVar({ model: Region, required: false });
  site = ObjectVar({
    model: Site,
    required: false,
    queryParams: { region_id: '$region' },
    displayField: 'slug',
    nullOption: 'No site at all',
  });
  sites = MultiObjectVar({ model: Site, required: false, displayField: 'region.display' });

  override run(data: JobData<Widgets>): object {
    return {
      story: data.story,
      word: data.word ?? null,
      passphrase: (data.passphrase ?? '').length,
      hidden: (data.hidden ?? '').length,
      day: data.day ?? null,
      settings: data.settings ?? null,
      side: data.side,
      parts: data.parts ?? [],
      level: data.level,
      loud: data.loud,
      region: data.region?.name ?? null,
      // Left out and chosen to be none are different.
      site: data.site === undefined ? 'not given' : (data.site?.name ?? 'none'),
      sites: (data.sites ?? []).map((site) => site.name),
    };
  }
}

/** What must be given, and what the server alone knows to be wrong. */
export class Demanding extends Job {
  static override meta: JobMeta = { name: 'Demanding', readOnly: true };

  kind = ChoiceVar({
    choices: [
      ['small', 'small'],
      ['large', 'large'],
    ],
  });
  where = ObjectVar({ model: Site });
  upload = FileVar({});
  gateway = IPAddressVar({});
  note = StringVar({ maxLength: 10 });

  override async run(data: JobData<Demanding>): Promise<string> {
    return `${data.upload.name}: ${await data.upload.text()} at ${data.gateway.toString()} (${data.note})`;
  }
}

/** Writes a region: seen as a dry run first, then committed. */
export class MakeRegion extends Job {
  static override meta: JobMeta = { name: 'Make a region', commitDefault: false };

  regionName = StringVar({ label: 'Name of the region', maxLength: 30 });

  override async run(data: JobData<MakeRegion>): Promise<string> {
    const slug = data.regionName.toLowerCase().replaceAll(' ', '-');
    const region = this.em.create(Region, { name: data.regionName, slug });
    await this.validatedSave(region);
    this.logSuccess(region, 'made');
    return `made ${region.name}`;
  }
}
