import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import { MarkdownText } from '../../../components/markdown-text.tsx';
import { SourceCode } from '../../../components/source-code.tsx';
import { download } from '../../../lib/download.ts';
import type { Result } from '../api/get-result.ts';
import { tableColumns, toCsv, type Row } from '../utils/output-table.ts';
import { OutputTable } from './output-table.tsx';

type Form = 'table' | 'markdown' | 'text' | 'json';

const labels: Readonly<Record<Form, string>> = { table: 'Table', markdown: 'Markdown', text: 'Text', json: 'JSON' };

/** What the job returned, in the form that fits it best; others are one click away. */
export function RunOutput({ result }: { readonly result: Result }): ReactNode {
  const { output } = result;
  const columns = tableColumns(output);
  const forms: readonly Form[] = columns
    ? ['table', 'json']
    : typeof output === 'string'
      ? ['text', 'markdown', 'json']
      : ['json'];
  const [wanted, setForm] = useState<Form>();
  const form = wanted ?? forms[0] ?? 'json';
  if (output === null) return <Text c="dimmed">This run returned nothing.</Text>;

  const text = typeof output === 'string' ? output : JSON.stringify(output, null, 2);
  const name = `${result.name}-${result.id.slice(0, 8)}`;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        {forms.length > 1 ? (
          <SegmentedControl
            size="xs"
            value={form}
            onChange={(value) => setForm(value)}
            data={forms.map((value) => ({ value, label: labels[value] }))}
            aria-label="Form of the output"
          />
        ) : (
          <span />
        )}
        <Group gap="xs">
          <CopyButton text={text} label="Copy the output" />
          {columns && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => download(`${name}.csv`, toCsv(columns, output as readonly Row[]), 'text/csv')}
            >
              CSV
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() =>
              typeof output === 'string'
                ? download(`${name}.txt`, output)
                : download(`${name}.json`, text, 'application/json')
            }
          >
            {typeof output === 'string' ? 'Text' : 'JSON'}
          </Button>
        </Group>
      </Group>
      {form === 'table' && columns && <OutputTable columns={columns} rows={output as readonly Row[]} />}
      {form === 'markdown' && <MarkdownText text={text} />}
      {form === 'text' && <SourceCode code={text} label="Output" />}
      {form === 'json' && <SourceCode code={JSON.stringify(output, null, 2)} label="Output as JSON" />}
    </Stack>
  );
}
