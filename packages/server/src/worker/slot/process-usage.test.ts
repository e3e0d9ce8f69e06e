import { expect, test } from 'vitest';
import { readCpuMs, readResidentBytes } from './process-usage.ts';

const isLinux = process.platform === 'linux';

test('memory and processor time of a process are known where the system tells them', () => {
  const residentBytes = readResidentBytes(process.pid);
  const cpuMs = readCpuMs(process.pid);

  expect(residentBytes === undefined).toBe(!isLinux);
  expect(cpuMs === undefined).toBe(!isLinux);
  if (residentBytes === undefined || cpuMs === undefined) return;
  expect(residentBytes).toBeGreaterThan(10 * 1024 * 1024);
  expect(cpuMs).toBeGreaterThan(0);
  expect(cpuMs).toBeLessThanOrEqual(process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 + 20);
});

test('of a process that has ended nothing is known', () => {
  expect(readResidentBytes(2 ** 30)).toBeUndefined();
  expect(readCpuMs(2 ** 30)).toBeUndefined();
});
