import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where `pnpm dev` of the whole platform listens. */
const server = 'http://127.0.0.1:8080';

// A default export, because Vite reads one.
export default defineConfig({
  // The server sends the compressed files as they are.
  plugins: [react(), compression({ algorithms: ['gzip', 'brotliCompress'], exclude: [/\.html$/] })],
  build: {
    target: 'es2023',
    // The first that know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content security policy allows files of this server and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What several pages share comes in one file: two dozen small ones compress worse, and each is a request.
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 2 },
            {
              name: 'lists',
              test: /\/(?:Select|Combobox|Popover|ScrollArea|TextInput)\/|@floating-ui|tabler/,
              minShareCount: 3,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server } },
});
