import { Site, Status } from '@jobwright/inventory';
import { AbortJob, BooleanVar, Job, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Imports from other systems';

/** A site as the other system has it. */
interface RemoteSite {
  readonly code: string;
  readonly name: string;
}

/** A page of them: the address of the next one is in it. */
interface Page {
  readonly results: readonly RemoteSite[];
  readonly next: string | null;
}

/** Fetch data from an external source and import it: sites, page by page, from a REST API. */
export class ImportSites extends Job {
  static override meta: JobMeta = {
    name: 'Import sites from an API',
    description: 'Reads all pages of a list of sites. Sites that exist are renamed.',
    commitDefault: false,
  };

  address = StringVar({ label: 'Address of the list', default: 'https://api.example.com/sites/' });
  report = BooleanVar({ label: 'Tell the other system', description: 'Posts how many sites were imported' });

  override async run(data: JobData<ImportSites>): Promise<string> {
    const remote = await this.fetchAll(data.address);
    const status = await this.em.findOneOrFail(Status, { slug: 'active' });
    const existing = await this.em.find(Site, { slug: { $in: remote.map(({ code }) => code) } });
    const bySlug = new Map(existing.map((site) => [site.slug, site]));
    for (const { code, name: siteName } of remote) {
      let site = bySlug.get(code);
      if (site) this.em.assign(site, { name: siteName });
      else site = this.em.create(Site, { name: siteName, slug: code, status });
      await this.validatedSave(site);
      this.logSuccess(site);
    }
    if (data.report) await this.tell(data.address, remote.length);
    return `${remote.length - existing.length} created, ${existing.length} updated`;
  }

  /** All pages, one after the other. */
  private async fetchAll(address: string): Promise<RemoteSite[]> {
    const sites: RemoteSite[] = [];
    for (let next: string | null = address; next !== null;) {
      const response: Response = await fetch(next, {
        headers: { Accept: 'application/json', Authorization: `Bearer ${await this.secret('SITES_TOKEN')}` },
      });
      if (!response.ok) throw new AbortJob(`The list of sites answers ${response.status} ${response.statusText}.`);
      const page = (await response.json()) as Page;
      sites.push(...page.results);
      this.progress(sites.length, undefined, 'sites read');
      next = page.next === null ? null : new URL(page.next, next).href;
    }
    return sites;
  }

  /** A dry run sends no POST: it gets what `dryRunResponse` says, and the run lists the request as not sent. */
  private async tell(address: string, count: number): Promise<void> {
    const response = await fetch(new URL('imports/', address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ count }),
      dryRunResponse: Response.json({ id: 'none' }, { status: 201 }),
    });
    if (!response.ok) throw new AbortJob(`The report was refused: ${response.status}.`);
    const { id } = (await response.json()) as { readonly id: string };
    if (!response.notSent) this.logInfo(`Reported as import ${id}`);
  }
}
