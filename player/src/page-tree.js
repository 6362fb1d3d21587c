// What is read of a page and its open shadow trees.

import { IGNORED, TextIndex } from "./text-matching.js";

/**
 * A tree and the shadow trees in it, in the order of the page.
 * @param {ParentNode} root
 * @returns {ParentNode[]}
 */
export function collectTrees(root) {
  const hosts = [...root.querySelectorAll("*")].filter((each) => each.shadowRoot && !each.closest(IGNORED));
  return [root, ...hosts.flatMap(({ shadowRoot }) => (shadowRoot ? collectTrees(shadowRoot) : []))];
}

/**
 * Whether an element comes behind another one in the page, each seen from the tree that both are in.
 * @param {Node} node
 * @param {Node} other
 */
export function follows(node, other) {
  const [a, b] = node.getRootNode() === other.getRootNode() ? [node, other] : [getOutermostHost(node), getOutermostHost(other)];
  return Boolean(b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/**
 * The node in the document that a node in a shadow tree hangs on.
 * @param {Node} node
 * @returns {Node}
 */
export function getOutermostHost(node) {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? getOutermostHost(root.host) : node;
}

/** @param {Element} element */
export function hasOwnText(element) {
  return [...element.childNodes].some((node) => node instanceof Text && /\S/.test(node.data));
}

/**
 * Its text, without what is not read.
 * @param {Element} element
 */
export function extractText(element) {
  if (!element.querySelector(IGNORED)) return element.textContent ?? "";
  return new TextIndex(element).letters.join("");
}

/**
 * Whether what is clicked stands at or behind the beginning of a word.
 * @param {Range} word
 * @param {MouseEvent} click
 */
export function isAtOrBefore(word, { clientX, clientY }) {
  const [{ left, right, top, bottom } = new DOMRect()] = word.getClientRects();
  if (clientY < top || clientY > bottom) return bottom < clientY;
  const isRightToLeft = getComputedStyle(/** @type {Element} */ (word.startContainer.parentElement)).direction === "rtl";
  return isRightToLeft ? clientX <= right : clientX >= left;
}
