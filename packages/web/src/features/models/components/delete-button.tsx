import { Button, Group, Modal, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import type { Model } from '../../../lib/models.ts';
import { notify } from '../../../lib/notify.ts';
import { deleteObject, type ModelObject } from '../api/objects.ts';

/** Deletes an object, once one has said so twice. */
export function DeleteButton({ model, object }: { readonly model: Model; readonly object: ModelObject }): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: deleteObject,
    onSuccess: async () => {
      notify({ message: `Deleted ${object.display}.` });
      await navigate({ to: '/models/$app/$model', params: { app: model.app, model: model.endpoint } });
      await client.invalidateQueries({ queryKey: ['objects'] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={open}>
        Delete
      </Button>
      <Modal.Root opened={isOpen} onClose={close} lockScroll={false}>
        <Modal.Overlay />
        <Modal.Content aria-label={`Delete ${object.display}?`}>
          <Modal.Body>
            <Title order={2} size="h4" mb="xs">
              Delete {object.display}?
            </Title>
            <Text size="sm">What belongs to this {model.verbose_name} goes with it. This cannot be undone.</Text>
            {remove.error && <ErrorNotice error={remove.error} title="It was not deleted" />}
            <Group justify="flex-end" mt="lg" gap="xs">
              <Button variant="default" onClick={close}>
                Keep it
              </Button>
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ model, id: object.id })}>
                Delete
              </Button>
            </Group>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
