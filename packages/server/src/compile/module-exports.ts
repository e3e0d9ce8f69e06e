import { parseSync } from 'oxc-parser';

export interface ModuleExports {
  /** Names under which the module exports what it declares itself. */
  readonly localExports: readonly string[];
  /** Those of them that are abstract classes. */
  readonly abstractNames: readonly string[];
}

/** Stands for the name of `export default class { … }`: no identifier looks like it. */
const unnamed = '*default*';

type Program = ReturnType<typeof parseSync>['program'];
type Statement = Program['body'][number];

/** Reads from the source of a module what its bundle no longer shows: which classes are abstract, which exports are its own. */
export function readModuleExports(filename: string, source: string): ModuleExports {
  const { body } = parseSync(filename, source, { sourceType: 'module' }).program;
  const declared = new Map<string, { readonly isAbstract: boolean }>();
  const exported = new Map<string, string>();
  for (const statement of body) {
    for (const [name, isAbstract] of declarationsOf(statement)) declared.set(name, { isAbstract });
    for (const [exportedName, localName] of exportsOf(statement)) exported.set(exportedName, localName);
  }
  const own = [...exported].filter(([, localName]) => declared.has(localName));
  return {
    localExports: own.map(([name]) => name),
    abstractNames: own.filter(([, localName]) => declared.get(localName)?.isAbstract === true).map(([name]) => name),
  };
}

function declarationsOf(statement: Statement): [name: string, isAbstract: boolean][] {
  const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
  const declaration = isExport ? statement.declaration : statement;
  switch (declaration?.type) {
    case 'ClassDeclaration':
      return [[declaration.id?.name ?? unnamed, declaration.abstract === true]];
    case 'FunctionDeclaration':
      return declaration.id === null ? [] : [[declaration.id.name, false]];
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id }) =>
        id.type === 'Identifier' ? [[id.name, false] as [string, boolean]] : [],
      );
    default:
      return [];
  }
}

function exportsOf(statement: Statement): [exportedName: string, localName: string][] {
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement;
    if (declaration.type === 'Identifier') return [['default', declaration.name]];
    return declarationsOf(statement).map(([name]) => ['default', name]);
  }
  if (statement.type !== 'ExportNamedDeclaration' || statement.source !== null) return [];
  if (statement.declaration !== null) return declarationsOf(statement).map(([name]) => [name, name]);
  return statement.specifiers.flatMap(({ exported, local }) =>
    exported.type === 'Identifier' && local.type === 'Identifier'
      ? [[exported.name, local.name] as [string, string]]
      : [],
  );
}
