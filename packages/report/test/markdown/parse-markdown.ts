import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** Markdown of GitHub as a tree. */
export function parseMarkdown(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** All text of a node; markup that is no link of its own makes is shown by its name, so that it is no text. */
export function textOf(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  if (!('children' in node)) return `{${node.type}}`;
  const inner = node.children.map(textOf).join('');
  return ['paragraph', 'heading', 'tableCell', 'tableRow', 'link'].includes(node.type)
    ? inner
    : `{${node.type} ${inner}}`;
}

/** All nodes of a type. */
export function nodesOf<Type extends Nodes['type']>(node: Nodes, type: Type): Extract<Nodes, { type: Type }>[] {
  const own = node.type === type ? [node as Extract<Nodes, { type: Type }>] : [];
  return 'children' in node ? [...own, ...node.children.flatMap((child) => nodesOf(child, type))] : own;
}
