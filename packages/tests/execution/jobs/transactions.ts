import { Cable, Manufacturer, Site, Status } from '@jobwright/inventory';
import { AbortJob, Job, StringVar, ValidationError, type JobData, type JobMeta } from '@jobwright/sdk';
import { UniqueConstraintViolationException } from '@mikro-orm/core';

export const name = 'Transactions';

export class CreateManufacturer extends Job {
  static override meta: JobMeta = { name: 'Create a manufacturer', commitDefault: false };
  manufacturerName = StringVar();

  override async run(data: JobData<CreateManufacturer>): Promise<string> {
    const manufacturer = this.em.create(Manufacturer, {
      name: data.manufacturerName,
      slug: data.manufacturerName.toLowerCase(),
    });
    await this.validatedSave(manufacturer);
    this.logSuccess(manufacturer, 'Created');
    return manufacturer.id;
  }
}

export class CreateThenThrow extends Job {
  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Ghost', slug: 'ghost' }));
    this.logInfo('about to fail');
    throw new RangeError('the wrong number');
  }
}

export class CreateThenAbort extends Job {
  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Aborted', slug: 'aborted' }));
    throw new AbortJob('The file has no rows.');
  }
}

export class FailureEntryAndReturn extends Job {
  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Kept', slug: 'kept' }));
    this.logFailure('not good');
  }

  testAfterwards(): void {
    this.logSuccess('the tests still run');
  }
}

export class DuplicateName extends Job {
  override async run(): Promise<void> {
    for (const slug of ['first', 'second'])
      await this.validatedSave(this.em.create(Manufacturer, { name: 'Twice', slug }));
  }
}

// #region catch-duplicate
export class CatchDuplicate extends Job {
  override async run(): Promise<string> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Once', slug: 'once' }));
    let caught = 'nothing';
    try {
      await this.em.transactional(async (em) => {
        em.create(Manufacturer, { name: 'Once', slug: 'once-more' });
      });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      caught = error.name;
    }
    await this.validatedSave(this.em.create(Manufacturer, { name: 'After', slug: 'after' }));
    return caught;
  }
}
// #endregion

export class InvalidObject extends Job {
  override async run(): Promise<string> {
    try {
      const status = await this.em.findOneOrFail(Status, { slug: 'active' });
      await this.validatedSave(this.em.create(Site, { name: 'x'.repeat(500), slug: 'too-long', status }));
    } catch (error) {
      if (error instanceof ValidationError) return error.code;
      throw error;
    }
    return 'saved';
  }
}

export class CableWithoutEnds extends Job {
  override async run(): Promise<void> {
    const status = await this.em.findOneOrFail(Status, { slug: 'active' });
    this.em.create(Cable, { label: 'loose', status });
  }
}

export class ReadOnlyWriter extends Job {
  static override meta: JobMeta = { readOnly: true };

  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Forbidden', slug: 'forbidden' }));
    await this.em.flush();
  }
}

export class RawSql extends Job {
  override async run(): Promise<void> {
    await this.em.getConnection().execute('select 1');
  }
}
