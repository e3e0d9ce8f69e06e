import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { NotificationArea } from '../components/notification-area.tsx';
import { readCspNonce } from '../lib/csp-nonce.ts';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';
import { SessionGate } from './session-gate.tsx';
import { theme } from './theme.ts';

export function App(): React.ReactNode {
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter(queryClient));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={readCspNonce}>
      <NotificationArea />
      <QueryClientProvider client={queryClient}>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
