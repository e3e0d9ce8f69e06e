import { defineConfig } from '@jobwright/server';

// Read by `npm start`, and by the tests: these plugins bring the models that they find.
export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  // What `npm start` shows, with the data of the demo.
  demoRun: { job: 'local/hello/ActivateSite', data: { site: { slug: 'syd1' } } },
});
