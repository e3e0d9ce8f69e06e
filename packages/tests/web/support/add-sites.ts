import { expect } from 'vitest';
import type { Platform } from '../../support/platform.ts';

/** Two regions with sites, to choose from: Oslo in the North; Rome and Turin in the South. */
export async function addSites(platform: Platform): Promise<void> {
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await platform.request<{ readonly id: string }>('POST', path, body);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body.id;
  };
  const status = await make('/api/extras/statuses/', { name: 'Active', slug: 'active' });
  const north = await make('/api/dcim/regions/', { name: 'North', slug: 'north' });
  const south = await make('/api/dcim/regions/', { name: 'South', slug: 'south' });
  for (const [name, region] of [
    ['Oslo', north],
    ['Rome', south],
    ['Turin', south],
  ] as const) {
    await make('/api/dcim/sites/', { name, slug: name.toLowerCase(), region, status });
  }
}
