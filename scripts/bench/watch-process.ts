// Loaded into a server by `--import`: tells the bench, when it asks over the channel between the two, what the server's own process
// has spent since it was asked the last time.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process spent. The programs that it started are not in it. */
export interface ProcessCost {
  readonly cpuMs: number;
  readonly longestBlockMs: number;
  /** 99 of 100 turns of the event loop were not held up longer. */
  readonly blockP99Ms: number;
}

const eventLoop = monitorEventLoopDelay({ resolution: 1 });
let cpu = process.cpuUsage();
eventLoop.enable();

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu);
  const cost: ProcessCost = {
    cpuMs: (user + system) / 1000,
    longestBlockMs: eventLoop.max / 1e6,
    blockP99Ms: eventLoop.percentile(99) / 1e6,
  };
  process.send?.(cost);
  eventLoop.reset();
  cpu = process.cpuUsage();
});
process.channel?.unref();
