import { Manufacturer } from '@jobwright/inventory';
import { Job, ObjectVar, type JobData, type JobMeta } from '@jobwright/sdk';

abstract class Reports extends Job {
  testInherited(): void {
    this.logInfo('inherited');
  }
}

export class Order extends Reports {
  override run(): void {
    this.log('plain');
    this.logDebug('for developers');
    this.logInfo('run');
  }

  testB(): void {
    this.logSuccess('b');
  }

  test_a(): void {
    this.logWarning('a');
  }

  override postRun(): void {
    this.logInfo(`failed: ${this.failed}, status: ${this.result.status}`);
  }
}

export class FirstTestThrows extends Job {
  testFirst(): void {
    throw new Error('first');
  }

  testSecond(): void {
    this.logInfo('must not happen');
  }

  override postRun(): void {
    this.logInfo(`postRun sees failed = ${this.failed}`);
  }
}

/** Returns what is no JSON, and has a test behind it. */
export class OutputIsNoJson extends Job {
  override run(): object {
    return { big: 10n };
  }

  testAfterwards(): void {
    this.logInfo('ran');
  }
}

/** Goes on after an error, which it logs in the two usual ways. */
export class LogsErrors extends Job {
  override run(): void {
    try {
      this.#fail();
    } catch (error) {
      // oxlint-disable-next-line no-console -- it goes to the log, which is what is tested
      console.error(error);
      this.logWarning(`Went on: ${(error as Error).stack}`);
    }
  }

  #fail(): never {
    throw new RangeError('caught');
  }
}

export class PostRunThrows extends Job {
  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Stays', slug: 'stays' }));
  }

  override async postRun(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Goes', slug: 'goes' }));
    throw new Error('clean-up failed');
  }
}

export class TakesManufacturer extends Job {
  static override meta: JobMeta = { singleton: true };
  manufacturer = ObjectVar({ model: Manufacturer });

  override run(data: JobData<TakesManufacturer>): string {
    return data.manufacturer.name;
  }
}

export class Sleeper extends Job {
  override async run(): Promise<string> {
    this.logInfo('before the sleep');
    for (let step = 1; step <= 15; step++) {
      this.progress(step, 15, 'sleeping');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return 'rested';
  }
}

export class WritesThenSleeps extends Job {
  override async run(): Promise<void> {
    await this.validatedSave(this.em.create(Manufacturer, { name: 'Unborn', slug: 'unborn' }));
    await this.em.flush();
    this.logInfo('written');
    await new Promise((resolve) => setTimeout(resolve, 1800));
  }
}

export class ManyEntries extends Job {
  // Of the test is the number of entries, not how fast a busy machine is.
  static override meta: JobMeta = { softTimeLimitMs: 60_000, timeLimitMs: 60_000 };

  override run(): void {
    for (let number = 1; number <= 100_000; number++) this.logInfo(`entry ${number}`);
  }
}
