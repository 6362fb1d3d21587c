// Forms that ask the device for a passkey before they are sent. Without scripts they are hidden.

import { showMessage } from "./toasts.js";

/** Names of errors that say that the reader chose none, or took too long. */
const REFUSALS = ["AbortError", "NotAllowedError"];

export function showPasskeyForms() {
  const canUse = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
  for (const form of document.querySelectorAll("form[data-passkey]")) form.toggleAttribute("hidden", !canUse);
}

/**
 * The response of the device, as JSON.
 * @param {HTMLFormElement} form
 */
async function askDevice({ action, dataset }) {
  const answer = await fetch(`${action}/options`, { method: "POST" });
  if (!answer.ok) throw new Error(answer.statusText);
  const options = await answer.json();
  const { credentials } = navigator;
  const credential =
    dataset.passkey === "create"
      ? await credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential);
}

/** @param {SubmitEvent} event */
async function addCredential(event) {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const field = form?.dataset.passkey ? form.elements.namedItem("credential") : null;
  if (!form || !(field instanceof HTMLInputElement) || field.value) return;
  event.preventDefault();
  try {
    field.value = await askDevice(form);
    form.requestSubmit();
  } catch (error) {
    const isRefused = error instanceof DOMException && REFUSALS.includes(error.name);
    showMessage(String(isRefused ? form.dataset.refused : form.dataset.failed));
  }
}

export function connectPasskeys() {
  document.addEventListener("submit", addCredential, { capture: true });
}
