import { Manufacturer } from '@jobwright/inventory';
import { FileVar, IntegerVar, Job, StringVar, TextVar, type JobData, type JobMeta } from '@jobwright/sdk';

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Has values that must not be shown, and tries hard to show them. */
abstract class Careless extends Job {
  passphrase = StringVar({ sensitive: true });
  pin = IntegerVar({ sensitive: true, required: false });
  notes = TextVar({ sensitive: true, required: false });
  label = StringVar({ required: false });
  attachment = FileVar({ required: false });

  /** Everything that the run knows, in each form that somebody may write it in. */
  protected async tell(data: JobData<Careless>): Promise<readonly unknown[]> {
    const key = await this.secret('secrecy/key');
    const forms = [data, data.passphrase, data.pin, data.notes, key].flatMap((value) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return [text, JSON.stringify(text), encodeURIComponent(text), toBase64(text)];
    });
    for (const form of forms) this.logInfo(form);
    // oxlint-disable-next-line no-console -- what it prints goes into the log of the run
    console.log(...forms);
    this.logDebug(forms.join(' '));
    this.progress(1, 2, `${data.passphrase} ${key}`);
    return [data, key, ...forms];
  }
}

export class Tells extends Careless {
  override async run(data: JobData<Tells>): Promise<unknown> {
    const told = await this.tell(data);
    const name = `Maker ${data.passphrase}`;
    const maker = this.em.create(Manufacturer, { name, slug: 'told', description: data.notes ?? '' });
    await this.em.flush();
    this.logSuccess(maker, `created ${data.passphrase}`);
    maker.description = await this.secret('secrecy/key');
    return { told, byName: { [data.passphrase]: data.pin, pin: data.pin } };
  }

  override async postRun(): Promise<void> {
    this.logInfo(`again: ${await this.secret('secrecy/key')}`);
  }
}

export class Throws extends Careless {
  override async run(data: JobData<Throws>): Promise<void> {
    const told = await this.tell(data);
    throw new Error(`failed with ${told.join(' ')}`, { cause: new TypeError(data.passphrase) });
  }
}

/** The database's own message says which value was there before. */
export class Collides extends Careless {
  override async run(data: JobData<Collides>): Promise<void> {
    for (const slug of ['first', 'second']) this.em.create(Manufacturer, { name: data.passphrase, slug });
    await this.em.flush();
  }
}

/** Stays until it is canceled, so that the processes can be looked at. */
export class Waits extends Careless {
  static override meta: JobMeta = { name: 'Waits' };

  override async run(data: JobData<Waits>): Promise<void> {
    await this.tell(data);
    this.logInfo('waiting');
    for (;;) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** May not read the secret. */
export class Outsider extends Job {
  override async run(): Promise<void> {
    await this.secret('secrecy/key');
  }
}
