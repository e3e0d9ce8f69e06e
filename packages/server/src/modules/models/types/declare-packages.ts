import type { ModelDefinition } from '@jobwright/sdk';
import type { EntityMetadata } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { RestModel } from '../model-catalog.ts';
import { declareEntity, type EntityScope } from './declare-entity.ts';
import type { PackageExports } from './package-exports.ts';

/** Declarations of one package, for repositories in which it is not installed. */
export interface PackageDeclarations {
  /** Specifier under which job modules import it: `@jobwright/inventory`. */
  readonly name: string;
  /** TypeScript: an ambient module, for a `.d.ts` file. */
  readonly declarations: string;
}

/** Where a class can be imported from. */
interface Exported {
  readonly packageName: string;
  readonly exportName: string;
}

export interface DeclareOptions {
  readonly orm: MikroORM;
  /** The plugins' models. */
  readonly models: readonly Pick<RestModel, 'label' | 'meta' | 'verboseName'>[];
  readonly packages: readonly PackageExports[];
}

/** All entities of the platform by their classes. */
type Entities = ReadonlyMap<unknown, EntityMetadata>;

/** Words that a declaration cannot be named by. */
const isName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default';

/** Declares model packages: their entities with full types, functions as callable, all else that they export as `unknown`. */
export function declarePackages({ orm, models, packages }: DeclareOptions): readonly PackageDeclarations[] {
  const byClass: Entities = new Map([...orm.getMetadata().getAll().values()].map((meta) => [meta.class, meta]));
  const exported = new Map<object, Exported>();
  for (const { name: packageName, values } of packages) {
    for (const exportName of Object.keys(values).sort()) {
      const entity = byClass.get(values[exportName])?.class;
      if (entity !== undefined && isName(exportName) && !exported.has(entity))
        exported.set(entity, { packageName, exportName });
    }
  }
  const modelOf = new Map(models.map((model) => [model.meta.class, model]));
  return packages
    .filter(({ name }) => /^[@\w]/.test(name)) // jobs cannot import a path from outside of their own source
    .map((exports) => {
      const block = new PackageBlock(exports.name, exported);
      for (const name of Object.keys(exports.values).sort()) {
        if (!isName(name)) continue;
        const value = exports.values[name];
        const meta = byClass.get(value);
        if (meta === undefined) block.addValue(name, valueType(value, block));
        else if (block.isHomeOf(meta.class, name)) block.addEntity(meta, { name, model: modelOf.get(meta.class) });
        else block.addValue(name, `typeof ${block.nameOf(meta.class)}`); // exported again, under another name
      }
      return { name: exports.name, declarations: block.render() };
    });
}

/** The declarations of one package while they are written. */
class PackageBlock implements EntityScope {
  readonly #name: string;
  readonly #exported: ReadonlyMap<object, Exported>;
  readonly #declarations: string[] = [];
  readonly #ormTypes = new Set<string>();
  readonly #imports = new Map<string, Set<string>>();
  #usesDefinitions = false;

  constructor(name: string, exported: ReadonlyMap<object, Exported>) {
    this.#name = name;
    this.#exported = exported;
  }

  readonly use = (type: string): string => {
    this.#ormTypes.add(type);
    return type;
  };

  /** Whether a class is declared in this package, under this name. */
  isHomeOf(entity: object, name: string): boolean {
    const home = this.#exported.get(entity);
    return home?.packageName === this.#name && home.exportName === name;
  }

  readonly nameOf = (entity: object): string | undefined => {
    const home = this.#exported.get(entity);
    if (home === undefined) return undefined;
    const { packageName, exportName } = home;
    if (packageName === this.#name) return exportName;
    // Under a name of its own: two packages may have classes of the same name.
    const local = `${packageName.replaceAll(/\W+/g, '_').replace(/^_/, '')}_${exportName}`;
    const names = this.#imports.get(packageName) ?? new Set<string>();
    this.#imports.set(packageName, names.add(`${exportName} as ${local}`));
    return local;
  };

  addEntity(
    meta: EntityMetadata,
    { name, model }: { readonly name: string; readonly model: DeclareOptions['models'][number] | undefined },
  ): void {
    const comment = model === undefined ? '' : `/** \`${model.label}\`: ${model.verboseName}. */\n`;
    this.#declarations.push(`${comment}export ${declareEntity(this, meta, name)}`);
  }

  addValue(name: string, type: string): void {
    this.#declarations.push(`export const ${name}: ${type};`);
  }

  definitionOf(entityName: string): string {
    this.#usesDefinitions = true;
    return `ModelDefinition<${entityName}>`;
  }

  render(): string {
    const ormTypes = [...this.#ormTypes].sort().join(', ');
    const imports = [
      ...(this.#usesDefinitions ? ["import type { ModelDefinition } from '@jobwright/sdk';"] : []),
      ...(ormTypes === '' ? [] : [`import type { ${ormTypes} } from '@jobwright/sdk/model-types';`]),
      ...[...this.#imports].map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}';`),
    ];
    const parts = [...(imports.length === 0 ? [] : [imports.join('\n')]), ...this.#declarations];
    const text = parts.join('\n\n').replaceAll(/^(?=.)/gm, '  ');
    return `declare module '${this.#name}' {\n${text}\n}\n`;
  }
}

/** Type of an export that is no entity: definitions of models are known by their form, functions as what can be called. */
function valueType(value: unknown, block: PackageBlock): string {
  if (isDefinition(value)) return block.definitionOf(block.nameOf(value.entity) ?? 'object');
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => isDefinition(item));
  if (isList) return `readonly ${block.definitionOf('object')}[]`;
  return isCallable(value) ? '(...args: any[]) => any' : 'unknown';
}

/** Helpers of a package, not its classes: what they take and give is not known when they run. */
function isCallable(value: unknown): boolean {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}

function isDefinition(value: unknown): value is ModelDefinition {
  return typeof value === 'object' && value !== null && 'label' in value && 'entity' in value && 'endpoint' in value;
}
