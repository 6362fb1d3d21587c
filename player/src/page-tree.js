// Reads a page and its open shadow trees.

import { IGNORED, TextIndex } from "./text-matching.js";

/**
 * A tree and the shadow trees in it, in document order.
 * @param {ParentNode} root
 * @returns {ParentNode[]}
 */
export function collectTrees(root) {
  const hosts = [...root.querySelectorAll("*")].filter((each) => each.shadowRoot && !each.closest(IGNORED));
  return [root, ...hosts.flatMap(({ shadowRoot }) => (shadowRoot ? collectTrees(shadowRoot) : []))];
}

/**
 * Whether an element follows another one, compared in their common tree.
 * @param {Node} node
 * @param {Node} other
 */
export function follows(node, other) {
  const [a, b] = node.getRootNode() === other.getRootNode() ? [node, other] : [getOutermostHost(node), getOutermostHost(other)];
  return Boolean(b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/**
 * The outermost host of a node in a shadow tree.
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
 * The text of an element, without elements that are not read aloud.
 * @param {Element} element
 */
export function extractText(element) {
  if (!element.querySelector(IGNORED)) return element.textContent ?? "";
  return new TextIndex(element).letters.join("");
}

/**
 * Whether a click is at or after the start of a word.
 * @param {Range} word
 * @param {MouseEvent} click
 */
export function isAtOrBefore(word, { clientX, clientY }) {
  const [{ left, right, top, bottom } = new DOMRect()] = word.getClientRects();
  if (clientY < top || clientY > bottom) return bottom < clientY;
  const isRightToLeft = getComputedStyle(/** @type {Element} */ (word.startContainer.parentElement)).direction === "rtl";
  return isRightToLeft ? clientX <= right : clientX >= left;
}
