/** Variables of the environment that repositories may name: all that begin so, but for the key that stored secrets are encrypted with. */
export const secretVariablePattern = '^JOBWRIGHT_SECRET_(?!KEY$)[A-Z0-9_]{1,100}$';

const secretVariable = new RegExp(secretVariablePattern);

/**
 * The environment without what repositories must not name. Whoever may add a repository chooses where its token is sent to.
 */
export function withoutSecretKey(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('JOBWRIGHT_SECRET_') || secretVariable.test(name)),
  );
}
