import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IdTree, leavesFirst, maximumParents, parentsAsIds, subtreeAsIds, type TreeNode } from "./hierarchy.ts";

/** A tree below `n0`: each node hangs under one with a smaller number. */
const trees = fc
  .array(fc.nat(), { maxLength: 30 })
  .map((picks): TreeNode[] => picks.map((pick, index) => ({ id: `n${index + 1}`, parentId: `n${pick % (index + 1)}` })));

const countOf = (tree: IdTree): number =>
  tree === null ? 0 : Object.values(tree).reduce((sum, below) => sum + 1 + countOf(below), 0);

describe("project hierarchy", () => {
  test("the subtree as IDs holds every project below exactly once, under its parent", () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const tree = subtreeAsIds("n0", nodes);
        expect(countOf(tree)).toBe(nodes.length);
        const check = (parentId: string, below: IdTree): void => {
          for (const [id, deeper] of Object.entries(below ?? {})) {
            expect(nodes.find((node) => node.id === id)?.parentId).toBe(parentId);
            check(id, deeper);
          }
        };
        check("n0", tree);
      }),
    );
  });

  test("the parents as IDs are one way up that ends at the root", () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const root: TreeNode = { id: "n0", parentId: null };
        for (const node of nodes) {
          let tree = parentsAsIds(node, [root, ...nodes]);
          let id = node.id;
          while (tree !== null) {
            const [parentId = "", ...others] = Object.keys(tree);
            expect(others).toEqual([]);
            expect(nodes.find((candidate) => candidate.id === id)?.parentId).toBe(parentId);
            id = parentId;
            tree = tree[parentId] ?? null;
          }
          expect(id).toBe("n0");
        }
      }),
    );
  });

  test("every project comes after all that is below it, so that deleting in this order breaks no reference", () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const roots = nodes.filter((node) => node.parentId === "n0");
        const ordered = leavesFirst(roots, nodes);
        expect(ordered).toHaveLength(nodes.length);
        for (const [index, node] of ordered.entries()) {
          const parentIndex = ordered.findIndex((candidate) => candidate.id === node.parentId);
          expect(parentIndex === -1 || parentIndex > index).toBe(true);
        }
      }),
    );
  });

  test("the enforcement model bounds the depth besides the configuration", () => {
    expect(maximumParents(5, "flat")).toBe(5);
    expect(maximumParents(5, "strict_two_level")).toBe(2);
    expect(maximumParents(1, "strict_two_level")).toBe(1);
  });
});
