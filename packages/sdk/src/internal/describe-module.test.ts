import { describe, expect, test } from 'vitest';
import { JobDefinitionError } from '../errors.ts';
import { Job, type JobMeta, StringVar } from '../index.ts';
import { describeModule } from './describe-module.ts';
import { findJobClass } from './job-classes.ts';
import { Base, describeOne, models } from './describe-module.fixture.ts';

describe('which classes are jobs', () => {
  class First extends Base {
    override async run() {}
  }
  class Second extends Job {
    override async run() {}
  }

  test('acceptance 1: two jobs of a module are listed under its name; its abstract base is not', () => {
    const described = describeModule({ name: 'Branches', Base, First, Second, helper: () => 1, text: 'x' }, { models });

    expect(described.name).toBe('Branches');
    expect(described.jobs.map((job) => job.className)).toEqual(['First', 'Second']);
  });

  test('a class that the compiler calls abstract is not listed', () => {
    expect(
      describeModule({ First, Second }, { models, abstractNames: ['First'] }).jobs.map((job) => job.className),
    ).toEqual(['Second']);
  });

  test('acceptance 1: jobs come in the order of the source, and an imported one is not listed again', () => {
    const described = describeModule(
      { First, Imported: Second, Second },
      { models, localExports: ['Second', 'First', 'name'] },
    );

    expect(described.jobs.map((job) => job.className)).toEqual(['Second', 'First']);
  });

  test('a class that is exported twice is listed once', () => {
    expect(describeModule({ First, default: First }, { models }).jobs.map((job) => job.className)).toEqual(['First']);
    expect(describeModule({ default: First }, { models }).jobs.map((job) => job.className)).toEqual(['First']);
  });

  test('a job is found again under the name that it was listed by', () => {
    expect(findJobClass({ First, Second }, 'Second')).toBe(Second);
    expect(findJobClass({ default: First }, 'First')).toBe(First);
    expect(findJobClass({ First }, 'toString')).toBeUndefined();
    expect(findJobClass({ Base }, 'Base')).toBeUndefined();
  });

  test('a module without a name, or with a name that is no text, has none', () => {
    expect(describeModule({ name: 3 }, { models })).toEqual({ jobs: [] });
  });
});

describe('methods', () => {
  test('run is first, then tests: inherited ones first, in order of declaration', () => {
    class Checks extends Base {
      override async run() {}
      async testZebra() {}
      async testimony() {}
      async test_console() {}
      override async testBase() {}
      async testAlpha() {}
      async test2() {}
      get testGetter(): () => void {
        throw new Error('a getter is not a method, and is not called');
      }
    }

    expect(describeOne(Checks)).toMatchObject({
      methods: ['run', 'testBase', 'testZebra', 'test_console', 'testAlpha', 'test2'],
      hasPostRun: false,
    });
  });

  test('a job of tests alone needs no run, and postRun is no test', () => {
    class Checks extends Job {
      async testIt() {}
      override async postRun() {}
    }

    expect(describeOne(Checks)).toMatchObject({ methods: ['testIt'], hasPostRun: true, warnings: [] });
  });

  test('tests that are fields run as well', () => {
    class Checks extends Job {
      testField = async () => {};
    }

    expect(describeOne(Checks).methods).toEqual(['testField']);
  });

  test('nothing but the constructor is called', () => {
    class Explosive extends Job {
      override run() {
        throw new Error('called');
      }
      testIt() {
        throw new Error('called');
      }
      override postRun() {
        throw new Error('called');
      }
    }

    expect(describeOne(Explosive).methods).toEqual(['run', 'testIt']);
  });

  test('habits from elsewhere are warned of', () => {
    class Ported extends Job {
      static siteName = StringVar();
      static Meta = { name: 'Ported' };
      description = 'As reports have it';
      async post_run() {}
    }

    expect(describeOne(Ported).warnings).toEqual([
      'siteName is a static field and so no variable of the job: remove "static".',
      'post_run is never called: did you mean postRun?',
      'Meta has no effect: did you mean static override meta?',
      'The field description has no effect: did you mean static override meta = { description: … }?',
      'The job has neither run nor test methods: it does nothing.',
    ]);
  });
});

describe('meta', () => {
  const {
    variables: _,
    methods: __,
    hasPostRun: ___,
    warnings: ____,
    ...defaults
  } = describeOne(
    class extends Job {
      override async run() {}
    },
  );

  test('everything has a default', () => {
    expect(defaults).toEqual({
      className: 'Mine',
      name: 'Mine',
      description: '',
      commitDefault: true,
      readOnly: false,
      hidden: false,
      fieldOrder: [],
      singleton: false,
      onConflict: 'queue',
    });
  });

  test('what the class says is kept', () => {
    class Full extends Job {
      static override meta: JobMeta = {
        name: 'Full',
        description: 'All of it',
        commitDefault: false,
        readOnly: true,
        hidden: true,
        softTimeLimitMs: 1000,
        timeLimitMs: 2000,
        singleton: true,
        onConflict: 'refuse',
      };
      override async run() {}
    }

    expect(describeOne(Full)).toMatchObject(Full.meta);
  });

  test('a subclass inherits it, but neither name nor abstract', () => {
    class Parent extends Base {
      static override meta: JobMeta = { name: 'Parent', description: 'Shared', readOnly: true };
      override async run() {}
    }
    class Child extends Parent {}

    expect(describeModule({ Child }, { models }).jobs[0]).toMatchObject({
      name: 'Child',
      description: 'Shared',
      readOnly: true,
    });
  });

  test.each([
    [{ commitDefault: 'yes' }, 'meta.commitDefault of Mine must be true or false.'],
    [{ fieldOrder: 'a' }, 'meta.fieldOrder of Mine must be a list of names of variables.'],
    [{ timeLimitMs: 0 }, 'meta.timeLimitMs of Mine must be a whole number of milliseconds above 0.'],
    [{ softTimeLimitMs: 2000, timeLimitMs: 1000 }, 'meta.softTimeLimitMs of Mine is above its timeLimitMs'],
    [{ onConflict: 'wait' }, "meta.onConflict of Mine must be 'queue' or 'refuse'."],
    [{ name: '' }, 'meta.name of Mine must be text of 1 to 200 characters.'],
    ['text', 'The meta of Mine must be an object'],
  ])('%j is an error', (meta, message) => {
    class Mine extends Job {
      static override meta = meta as JobMeta;
      override async run() {}
    }

    expect(() => describeOne(Mine)).toThrow(message);
    expect(() => describeOne(Mine)).toThrow(JobDefinitionError);
  });

  test('a key that is unknown is a warning that names the right one', () => {
    class Mine extends Job {
      static override meta = { commit_default: false, colour: 'red' } as JobMeta;
      override async run() {}
    }

    expect(describeOne(Mine).warnings).toEqual([
      'meta.commit_default is unknown and has no effect: did you mean commitDefault?',
      'meta.colour is unknown and has no effect.',
    ]);
  });
});
