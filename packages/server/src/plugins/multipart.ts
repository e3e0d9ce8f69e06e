import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

export interface MultipartOptions {
  /** Largest file that is taken, in bytes. */
  readonly uploadLimitBytes: number;
  /** Largest text field that is taken, in bytes. */
  readonly fieldLimitBytes: number;
}

/** Forms with files, read as a stream: nothing is collected in memory or on disk. */
export const multipart = fastifyPlugin(
  async (app: FastifyInstance, options: MultipartOptions) => {
    await app.register(fastifyMultipart, {
      // The stream is cut at the limit and the reader decides: see modules/files/store-upload.ts.
      throwFileSizeLimit: false,
      limits: {
        fileSize: options.uploadLimitBytes,
        fieldSize: options.fieldLimitBytes,
        fieldNameSize: 200,
        files: 50,
        fields: 10_000,
        parts: 10_050,
        headerPairs: 100,
      },
    });
  },
  { name: 'multipart' },
);
