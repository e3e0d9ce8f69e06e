import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import type { UploadedFile } from '../uploaded-file.ts';
import { FileVar } from './file-variable.ts';

class Inputs extends Job {
  plain = FileVar();
  optional = FileVar({ required: false });
}

test('a file is an UploadedFile', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: UploadedFile;
    readonly optional?: UploadedFile | undefined;
  }>();
});

test('a file has no default', () => {
  // @ts-expect-error - there is nothing to upload
  FileVar({ default: 'file.csv' });
});
