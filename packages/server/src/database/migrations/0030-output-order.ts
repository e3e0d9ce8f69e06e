import { Migration } from '@mikro-orm/migrations';

/** Outputs as the job wrote them: `jsonb` would put the keys of objects, the columns of a table, into an order of its own. */
export class Migration0030OutputOrder extends Migration {
  override up(): void {
    this.addSql(`alter table "extras_job_result" alter column "output" type json using "output"::json`);
  }

  override down(): void {
    this.addSql(`alter table "extras_job_result" alter column "output" type jsonb using "output"::jsonb`);
  }
}
