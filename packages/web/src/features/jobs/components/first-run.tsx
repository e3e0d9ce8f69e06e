import { Code, List, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

const job = `import { IntegerVar, Job, type JobData } from '@jobwright/sdk';

export const name = 'My first jobs';

export class Hello extends Job {
  static override meta = { name: 'Say hello' };

  times = IntegerVar({ description: 'How often', default: 3, minValue: 1 });

  override async run(data: JobData<Hello>) {
    for (let time = 1; time <= data.times; time++) this.logInfo(\`Hello number \${time}\`);
    return 'Said.';
  }
}`;

/** What a platform without jobs shows: the way to the first one. */
export function FirstRun(): ReactNode {
  return (
    <Paper withBorder p={{ base: 'md', sm: 'xl' }} radius="lg" maw={760}>
      <Stack gap="lg">
        <div>
          <Title order={2} size="h3">
            Write the first job
          </Title>
          <Text c="dimmed">
            A job is a class with typed variables. It becomes a form here, a REST endpoint and a command.
          </Text>
        </div>
        <List spacing="lg" size="sm" center={false} type="ordered" listStyleType="none">
          <Step number={1} title="Make a file in the jobs folder">
            For example <Code>hello.ts</Code>. The folder is the one that <Code>JOBS_ROOT</Code> or{' '}
            <Code>jobwright.config.ts</Code> names.
          </Step>
          <Step number={2} title="Write the class">
            <Code block mt="xs" tabIndex={0} c="var(--mantine-color-text)">
              {job}
            </Code>
          </Step>
          <Step number={3} title="Save it">
            It appears here by itself within a second or two. A dry run shows what it would change before it changes
            anything.
          </Step>
        </List>
      </Stack>
    </Paper>
  );
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <List.Item
      icon={
        <ThemeIcon size={28} radius="xl" variant="light" aria-hidden>
          {number}
        </ThemeIcon>
      }
      styles={{
        itemWrapper: { display: 'flex', alignItems: 'flex-start', width: '100%' },
        itemLabel: { flex: 1, minWidth: 0 },
      }}
    >
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
    </List.Item>
  );
}
