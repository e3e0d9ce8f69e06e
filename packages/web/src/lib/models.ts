import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from './api.ts';

/** All models that the user may see. They change with the server alone. */
export function useModels(): UseQueryResult<readonly Model[]> {
  return useQuery({
    queryKey: ['models'],
    queryFn: fetchModels,
    staleTime: 300_000,
  });
}

async function fetchModels() {
  return answerOf(api.GET('/api/extras/models/'));
}

/** A model, with its fields and what refers to it. */
export type Model = Awaited<ReturnType<typeof fetchModels>>[number];
export type ModelField = Model['fields'][number];

/** The model of an address; undefined while models load, null when there is none. */
export function useModel(app: string, endpoint: string): Model | null | undefined {
  const { data } = useModels();
  return data && (data.find((model) => model.app === app && model.endpoint === endpoint) ?? null);
}

/** "devices" → "Devices". */
export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** "device_role" → "Device role". */
export function fieldLabel(name: string): string {
  return capitalize(name.replaceAll('_', ' '));
}
