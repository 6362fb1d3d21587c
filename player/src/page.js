// The page around a player: the article it belongs to, and navigation in single-page apps.

import { getStoryAttribute } from "./attributes.js";
import { matchScheme } from "./color-scheme.js";

/** @import { Player } from "./player.js" */

/**
 * The article around the player, if several articles of the page have their own players.
 * @param {Element} element
 */
function findOwnArticle(element) {
  const article = element.closest("article");
  const others = [...document.querySelectorAll("article earshot-player")];
  return others.some((each) => each.closest("article") !== article) ? article : null;
}

/**
 * The URL in an article's own markup, or null.
 * @param {Element | null} article
 */
function getArticleUrl(article) {
  const link = article?.querySelector('a[rel~="bookmark"][href], :is(h1, h2, h3) a[href]');
  return article?.getAttribute("itemid") || article?.getAttribute("data-url") || link?.getAttribute("href") || null;
}

/**
 * The URL of the story: the attribute, the article's own, the canonical URL, or that of the page.
 * @param {Player} player
 */
export function getPageUrl(player) {
  const named = getStoryAttribute(player, "url") ?? getArticleUrl(findOwnArticle(player.element));
  const canonical = document.querySelector('link[rel="canonical"][href]');
  const own = canonical instanceof HTMLLinkElement ? canonical.href : location.href;
  return new URL(named ?? own, document.baseURI).href;
}

/**
 * The element that contains the article.
 * @param {Player} player
 */
export function getContentRoot({ element }) {
  const selector = element.getAttribute("content-selector");
  return (selector && document.querySelector(selector)) || findOwnArticle(element) || document.body;
}

/**
 * Whether the page now shows another article than the one that was loaded by its URL.
 * @param {Player} player
 */
export function hasPageChanged(player) {
  return Boolean(player.pageUrl && !player.entry && withoutHash(getPageUrl(player)) !== withoutHash(player.pageUrl));
}

/** @param {string} address */
function withoutHash(address) {
  return address.split("#")[0];
}

/**
 * Watches the page for a new URL or new colours.
 * @param {Player} player
 * @param {AbortSignal} signal
 */
export function watchPage(player, signal) {
  const check = () => hasPageChanged(player) && player.change(null);
  const head = new MutationObserver(check);
  const looks = new MutationObserver(() => matchScheme(player.element, player.controls.dock.parentElement));
  head.observe(document.head, { childList: true, subtree: true, attributes: true, attributeFilter: ["href"] });
  for (const each of [document.documentElement, document.body]) {
    looks.observe(each, { attributeFilter: ["class", "style", "data-theme"] });
  }
  signal.addEventListener("abort", () => {
    head.disconnect();
    looks.disconnect();
  });
  window.addEventListener("popstate", check, { signal });
  const { navigation } = /** @type {{navigation?: EventTarget}} */ (window);
  navigation?.addEventListener("currententrychange", () => queueMicrotask(check), { signal });
  matchScheme(player.element, player.controls.dock.parentElement);
}
