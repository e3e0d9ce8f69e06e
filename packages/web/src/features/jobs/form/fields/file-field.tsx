import { CloseButton, Group, Input, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconFile, IconUpload } from '@tabler/icons-react';
import { useId, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { formatBytes } from '../../../../lib/format.ts';
import classes from './file-field.module.css';
import { labelProps, type FieldProps } from './field-props.ts';

/** A file, chosen or dropped. */
export function FileField(props: FieldProps): ReactNode {
  const { value, onChange, onBlur } = props;
  const { label, description, error, withAsterisk, name } = labelProps(props);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const file = value instanceof File ? value : undefined;

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped) onChange(dropped);
  };

  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} withAsterisk={withAsterisk}>
      <input
        ref={input}
        type="file"
        name={name}
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          onChange(event.currentTarget.files?.[0] ?? undefined);
          event.currentTarget.value = ''; // the same file may be chosen again
        }}
      />
      {file ? (
        <Paper withBorder p="sm" mt={4}>
          <Group justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap" className={classes['name']}>
              <IconFile size={18} aria-hidden />
              <Text size="sm" truncate>
                {file.name}
              </Text>
              <Text size="xs" c="dimmed" className={classes['size']}>
                {formatBytes(file.size)}
              </Text>
            </Group>
            <CloseButton aria-label={`Remove ${file.name}`} onClick={() => onChange(undefined)} />
          </Group>
        </Paper>
      ) : (
        <UnstyledButton
          id={id}
          className={classes['drop']}
          data-over={isOver || undefined}
          data-error={Boolean(error) || undefined}
          aria-invalid={Boolean(error) || undefined}
          onClick={() => input.current?.click()}
          onBlur={onBlur}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={drop}
        >
          <IconUpload size={20} aria-hidden />
          <Text size="sm" span>
            Drop a file here, or choose one
          </Text>
        </UnstyledButton>
      )}
    </Input.Wrapper>
  );
}
