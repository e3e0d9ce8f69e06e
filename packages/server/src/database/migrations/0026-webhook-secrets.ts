import { Migration } from '@mikro-orm/migrations';

/** Webhooks of repositories that are signed with a stored secret. */
export class Migration0026WebhookSecrets extends Migration {
  override up(): void {
    this.addSql('alter table "extras_git_repository" add column "webhook_secret" varchar(100)');
  }

  override down(): void {
    this.addSql('alter table "extras_git_repository" drop column "webhook_secret"');
  }
}
