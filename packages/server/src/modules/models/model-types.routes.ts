import type { AppContext } from '../../http/app-context.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import type { ModelPackage } from '../../runtime/bundle/runtime-packages.ts';
import { declarePackages, type PackageDeclarations } from './types/declare-packages.ts';
import { exportsOfModels, loadPackageExports } from './types/package-exports.ts';

const ModelTypesSchema = Type.Object({
  packages: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Under which jobs import the package: `@jobwright/inventory`.' }),
      declarations: Type.String({ description: 'TypeScript: an ambient module, for a `.d.ts` file.' }),
    }),
    { description: 'Packages whose models jobs can use.' },
  ),
});

interface ModelTypesOptions {
  readonly context: AppContext;
  /** Where the plugins' models are imported from. Absent: their classes are known, and nothing else of their packages. */
  readonly modelPackages: readonly ModelPackage[] | undefined;
}

/** The types of the models, for repositories of jobs that do not have the models' packages. */
export const modelTypesRoutes: FastifyPluginAsyncTypebox<ModelTypesOptions> = async (
  app,
  { context: { catalog, database }, modelPackages },
) => {
  // They change with the plugins, and so with the process, alone.
  let declared: Promise<PackageDeclarations[]> | undefined;
  const declare = async () => {
    const packages = modelPackages ? await loadPackageExports(modelPackages) : exportsOfModels(database.plugins);
    return [...declarePackages({ orm: database.orm, models: catalog.models, packages })];
  };

  app.get(
    '/api/extras/models/types/',
    {
      schema: {
        operationId: 'extras_models_types',
        summary: 'Give the TypeScript types of the models, for repositories of jobs',
        description:
          'For every user: it tells of the shape of the data what this document tells, and nothing of the data.',
        tags: ['extras'],
        response: { 200: ModelTypesSchema, 401: errorResponses[401] },
      },
    },
    async () => ({ packages: await (declared ??= declare()) }),
  );
};
