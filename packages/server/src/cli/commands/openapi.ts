import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';

/** `jobwright openapi` */
export function addOpenApiCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('openapi')
    .summary('print the OpenAPI document')
    .description(
      'Prints the OpenAPI document of a server with this configuration, its plugins’ models included. Needs neither a server nor a database.',
    )
    .option('-o, --out <file>', 'write it there instead')
    .action(
      action<CommonOptions & { readonly out?: string }>(async (options) => {
        const { describeApi } = await import('../describe-api.ts');
        const document = await describeApi(options);
        if (options.out === undefined) {
          terminal.out(document);
          return exitCodes.ok;
        }
        const { writeFile } = await import('node:fs/promises');
        await writeFile(options.out, `${document}\n`);
        return exitCodes.ok;
      }),
    );
}
