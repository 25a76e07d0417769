/** What our plugins need of a node of a Markdown tree. */
export interface TreeNode {
  type: string;
  value?: string;
  url?: string;
  title?: string | null;
  alt?: string | null;
  children?: TreeNode[];
  data?: { hName: string };
}

/** Puts other nodes in place of every text; what they return is not looked at again. */
export function replaceTexts(node: TreeNode, pieces: (text: string) => TreeNode[]): void {
  for (const child of node.children ?? []) replaceTexts(child, pieces);
  node.children = node.children?.flatMap((child) => (child.type === "text" ? pieces(child.value ?? "") : [child]));
}
