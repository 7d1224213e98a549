/** What the shape of a tree depends on. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
}

/** IDs nested in IDs; null where nothing follows. */
export type IdTree = { readonly [id: string]: IdTree } | null;

/** The way up, `{parent: {grandparent: {domain: null}}}` (keystone/resource/core.py, _build_parents_as_ids_dict). */
export function parentsAsIds(project: TreeNode, parents: readonly TreeNode[]): IdTree {
  const byId = new Map(parents.map((parent) => [parent.id, parent]));
  const up = (node: TreeNode): IdTree => {
    const parent = node.parentId === null ? undefined : byId.get(node.parentId);
    return parent === undefined ? null : { [parent.id]: up(parent) };
  };
  return up(project);
}

/** All ways down, `{child: {grandchild: null}, other: null}` (keystone/resource/core.py, _build_subtree_as_ids_dict). */
export function subtreeAsIds(projectId: string, subtree: readonly TreeNode[]): IdTree {
  const children = Map.groupBy(subtree, (node) => node.parentId);
  const down = (id: string): IdTree => {
    const below = children.get(id);
    return below === undefined ? null : Object.fromEntries(below.map((child) => [child.id, down(child.id)]));
  };
  return down(projectId);
}

/** The nodes so that each comes after everything below it: the order in which rows that refer to their parent can go. */
export function leavesFirst<Node extends TreeNode>(roots: readonly Node[], nodes: readonly Node[]): Node[] {
  const children = Map.groupBy(nodes, (node) => node.parentId);
  const ordered: Node[] = [];
  const visit = (node: Node): void => {
    for (const child of children.get(node.id) ?? []) visit(child);
    ordered.push(node);
  };
  for (const root of roots) visit(root);
  return ordered;
}

/**
 * How many levels a project may have above it, its domain included (keystone/resource/core.py, _assert_max_hierarchy_depth):
 * `max_project_tree_depth` levels of projects, and no more than the enforcement model of limits can follow.
 */
export function maximumParents(maxProjectTreeDepth: number, enforcementModel: "flat" | "strict_two_level"): number {
  return enforcementModel === "strict_two_level" ? Math.min(maxProjectTreeDepth, 2) : maxProjectTreeDepth;
}
