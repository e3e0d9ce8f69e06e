import { useLocalStorage } from '@mantine/hooks';

/** A value that this browser keeps for the user, under a name of its own. */
export function useStored<Value>(
  name: string,
  defaultValue: Value,
): [Value, (value: Value | ((previous: Value) => Value)) => void] {
  const [value, setValue] = useLocalStorage<Value>({
    key: `jobwright:${name}`,
    defaultValue,
    getInitialValueInEffect: false,
  });
  return [value, setValue];
}
