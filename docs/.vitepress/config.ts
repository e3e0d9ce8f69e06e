import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Jobwright',
  description: 'Run custom logic on your own data, safely, on demand.',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guide/01-quick-start' },
      { text: 'Reference', link: '/reference/job' },
      { text: 'Concepts', link: '/concepts/isolate' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Quick start', link: '/guide/01-quick-start' },
          { text: 'Your first job', link: '/guide/02-your-first-job' },
          { text: 'Ask for input', link: '/guide/03-variables' },
          { text: 'Work with data', link: '/guide/04-working-with-data' },
          { text: 'Log and report', link: '/guide/05-logging' },
          { text: 'Files', link: '/guide/06-files' },
          { text: 'Ask other systems', link: '/guide/17-other-systems' },
          { text: 'Run jobs', link: '/guide/07-running-jobs' },
          { text: 'Run jobs on a schedule', link: '/guide/16-schedules' },
          { text: 'The web UI', link: '/guide/15-web-ui' },
          { text: 'Jobs from git', link: '/guide/08-git-repositories' },
          { text: 'Test jobs', link: '/guide/09-testing-jobs' },
          { text: 'A repository of jobs', link: '/guide/10-a-repository-of-jobs' },
          { text: 'Run it for others', link: '/guide/18-operate' },
          { text: 'Users and permissions', link: '/guide/11-users-and-permissions' },
          { text: 'Audit', link: '/guide/12-audit' },
          { text: 'Secrets', link: '/guide/13-secrets' },
          { text: 'Write a plugin', link: '/guide/14-plugins' },
          { text: 'Coming from Nautobot or NetBox', link: '/guide/coming-from-nautobot' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Job', link: '/reference/job' },
          { text: 'Variables', link: '/reference/variables' },
          { text: 'REST API', link: '/reference/rest' },
          { text: 'Command line', link: '/reference/cli' },
          { text: 'Configuration', link: '/reference/configuration' },
          { text: 'Error codes', link: '/reference/errors' },
        ],
      },
      {
        text: 'Concepts',
        items: [
          { text: 'The isolate', link: '/concepts/isolate' },
          { text: 'The unit of work', link: '/concepts/unit-of-work' },
          { text: 'The change list', link: '/concepts/change-list' },
          { text: 'What a job may touch', link: '/concepts/job-access' },
          { text: 'Glossary', link: '/glossary' },
          { text: 'Decisions', link: '/decisions/' },
        ],
      },
    ],
  },
});
