import { defineEntity, p } from '@mikro-orm/core';
import { UploadedFile } from './uploaded-file.entity.ts';

/** A part of an uploaded file's bytes, so that neither writing nor reading needs the whole file in memory. */
const UploadedFileChunkSchema = defineEntity({
  name: 'UploadedFileChunk',
  tableName: 'extras_uploaded_file_chunk',
  properties: {
    file: () => p.manyToOne(UploadedFile).primary().ref().deleteRule('cascade'),
    /** The first is 0. */
    position: p.integer().primary(),
    data: p.blob(),
  },
});

export class UploadedFileChunk extends UploadedFileChunkSchema.class {}
UploadedFileChunkSchema.setClass(UploadedFileChunk);
