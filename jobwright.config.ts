import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './examples/jobs',
  demoRun: {
    job: 'local/new_branch/NewBranch',
    data: { siteName: 'Rotterdam', switchCount: 3, switchModel: { model: 'C9300-48P' } },
  },
});
