import { describe, expect, test } from 'vitest';
import { assertSafeVersion } from './isolated-vm.ts';

describe('isolated-vm', () => {
  test.each(['7.0.1', '7.0.10', '7.1.0', '8.0.0', '10.0.0'])('%s is used', (version) => {
    expect(() => assertSafeVersion(version)).not.toThrow();
  });

  test.each(['6.1.2', '7.0.0', '7.0.1-rc.1', '5.0.4'])('%s is refused', (version) => {
    expect(() => assertSafeVersion(version)).toThrow(
      `isolated-vm ${version} is installed, and job code can break out of versions below 7.0.1 (GHSA-864f-rcv7-6rh4). Install 7.0.1 or newer.`,
    );
  });
});
