// Buttons that copy the text of a field.

import { showMessage } from "./toasts.js";

/** @param {MouseEvent} event */
export async function copyText({ target }) {
  const button = target instanceof Element ? target.closest("[data-copy]") : null;
  const field = document.getElementById(button?.getAttribute("data-copy") ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  field.select();
  const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  if (isCopied || document.execCommand("copy")) showMessage(document.body.dataset.copied ?? "");
}
