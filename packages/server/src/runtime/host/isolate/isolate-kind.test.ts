import { expect, test } from 'vitest';
import { isolateKindOf } from './isolate-kind.ts';

test.each([
  ['the sdk alone', 'var sdk = require("@jobwright/sdk");', 'plain'],
  ['the sdk in other quotes', "var sdk = require('@jobwright/sdk');", 'plain'],
  ['nothing', 'exports.x = 1;', 'plain'],
  ['MikroORM', 'var sdk=require("@jobwright/sdk"),core=require("@mikro-orm/core");', 'models'],
  ['a model package', 'var inventory = require("@jobwright/inventory");', 'models'],
  ['a package whose name begins like the sdk', 'var own = require("@jobwright/sdk-models");', 'models'],
])('a module that requires %s', (...[, code, kind]) => {
  expect(isolateKindOf(code)).toBe(kind);
});
