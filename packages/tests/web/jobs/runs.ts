import { Region } from '@jobwright/inventory';
import { Job, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Over at once. */
export class Brief extends Job {
  static override meta: JobMeta = { name: 'Brief', description: 'Says one thing', readOnly: true };

  override run(): void {
    this.logInfo('one thing');
  }
}

/** Reports how far it is, as long as nobody ends it. */
export class Progress extends Job {
  static override meta: JobMeta = { name: 'Progress', readOnly: true };

  override async run(): Promise<void> {
    for (let step = 1; step <= 600; step++) {
      this.progress(step, 600, 'Counting');
      this.logInfo(`step ${step}`);
      await pause(100);
    }
  }
}

/** Counts until there is a region called "Enough". */
export class Steady extends Job {
  static override meta: JobMeta = { name: 'Steady', readOnly: true };

  override async run(): Promise<string> {
    for (let step = 1; (await this.em.fork().count(Region, { name: 'Enough' })) === 0; step++) {
      this.logInfo(`step ${step}.`);
      await pause(50);
    }
    return 'counted to the end';
  }
}

/** Creates, changes and deletes, with entries of each level, and says in Markdown what it did. */
export class Reshape extends Job {
  static override meta: JobMeta = { name: 'Reshape', commitDefault: false };

  override async run(): Promise<string> {
    const [changed, gone] = await Promise.all([
      this.em.findOneOrFail(Region, { name: 'Changed' }),
      this.em.findOneOrFail(Region, { name: 'Gone' }),
    ]);
    changed.description = 'after';
    await this.validatedSave(this.em.create(Region, { name: 'Made', slug: 'made' }));
    this.em.remove(gone);
    this.logInfo(changed, 'now has **another** description');
    this.logWarning('one warning');
    this.logWarning('another warning');
    return '# Reshaped\n\n- one made\n';
  }

  testShape(): void {
    this.logSuccess('in shape');
  }
}

/** Fails in a way that its author did not foresee. */
export class Failing extends Job {
  static override meta: JobMeta = { name: 'Failing' };

  override run(): void {
    this.logInfo('about to fail');
    const nothing = undefined as unknown as { readonly name: string };
    this.logInfo(nothing.name);
  }
}

/** Tries to have scripts run in the browsers of those who look at it. */
export class Hostile extends Job {
  static override meta: JobMeta = {
    name: 'Hostile <script>alert(1)</script>',
    description: '**Bold** [click](javascript:alert(2)) <img src=x onerror=alert(3)>',
    readOnly: true,
  };

  override run(): object[] {
    this.logInfo('<script>alert(4)</script><img src=x onerror="alert(5)">');
    this.logInfo('[link](javascript:alert(6)) ![picture](https://evil.invalid/x.png) <svg onload=alert(7)>');
    this.logSuccess('`code` and **bold** and a [link](https://example.org/)');
    return [
      { name: '<b onmouseover=alert(8)>x</b>', formula: '=1+1', size: 10 },
      { name: 'plain', formula: '2', size: 9 },
    ];
  }
}

/** More log than a page could hold. */
export class Talkative extends Job {
  static override meta: JobMeta = { name: 'Talkative', readOnly: true };

  override run(): void {
    for (let line = 1; line <= 20_000; line++) this.logInfo(`line ${line}`);
  }
}

/** Asks another system, and would tell it something. */
export class Asking extends Job {
  static override meta: JobMeta = { name: 'Asking' };

  address = StringVar({});

  override async run(data: JobData<Asking>): Promise<string> {
    await fetch('https://elsewhere.example/').catch(() => undefined);
    await fetch(new URL('devices', data.address), { method: 'POST', body: '{}' });
    return (await fetch(new URL('devices?api_key=0123456789', data.address))).text();
  }
}

/** Returns more rows than fit any screen. */
export class Rows extends Job {
  static override meta: JobMeta = { name: 'Rows', readOnly: true };

  override run(): object[] {
    return Array.from({ length: 5000 }, (_, row) => ({
      name: `row ${row + 1}`,
      rest: row % 7,
      note: 'x'.repeat(row % 60),
    }));
  }
}
