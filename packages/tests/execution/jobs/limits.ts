import { Job, SoftTimeLimitExceeded, type JobMeta } from '@jobwright/sdk';

export class EndlessLoop extends Job {
  override run(): void {
    for (;;);
  }
}

export class EndlessPromises extends Job {
  override async run(): Promise<void> {
    for (;;) await Promise.resolve();
  }
}

export class ManyArrays extends Job {
  override run(): number {
    const kept: number[][] = [];
    for (;;) kept.push(Array<number>(1_000_000).fill(kept.length));
  }
}

export class TypedArrays extends Job {
  override run(): number {
    const kept: Uint8Array[] = [];
    for (let megabytes = 0; megabytes < 1024; megabytes += 16) kept.push(new Uint8Array(16 * 1024 * 1024).fill(1));
    return kept.length;
  }
}

export class DeepRecursion extends Job {
  override run(): number {
    const deeper = (depth: number): number => deeper(depth + 1) + 1;
    return deeper(0);
  }
}

export class NeverResolves extends Job {
  override async run(): Promise<void> {
    this.logInfo('waiting');
    await new Promise(() => undefined);
  }
}

export class CatchesSoftLimit extends Job {
  static override meta: JobMeta = { softTimeLimitMs: 300, timeLimitMs: 3000 };

  override async run(): Promise<string> {
    try {
      for (;;) await new Promise((resolve) => setTimeout(resolve, 20));
    } catch (error) {
      if (error instanceof SoftTimeLimitExceeded) return 'finished in order';
      throw error;
    }
  }
}
