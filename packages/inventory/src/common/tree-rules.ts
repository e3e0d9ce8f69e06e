import { ValidationError } from '@jobwright/sdk';
import { hasChanged, load } from './changes.ts';

/** An object of a tree. */
interface TreeNode {
  readonly id: string;
  parent?: TreeNode | null;
}

/**
 * An object may not be its own ancestor.
 * @throws {@link ValidationError}
 */
export async function assertNoCycle(node: TreeNode): Promise<void> {
  if (!node.parent || !hasChanged(node, ['parent'])) return;
  for (let ancestor: TreeNode | null | undefined = node.parent; ancestor; ancestor = ancestor.parent) {
    if (ancestor === node) {
      throw new ValidationError({
        parent_id: 'An object cannot be below itself: choose a parent outside of its own tree.',
      });
    }
    await load(ancestor);
  }
}
