// The form that adds stories. It grows with its text, and accepts paste and drop anywhere on the page.

const MAX_ROWS = 8;

/** @returns {HTMLTextAreaElement | null} */
function findField() {
  return document.querySelector("textarea#what");
}

/** Grows the field with its text. */
export function fitField() {
  const field = findField();
  if (field) field.rows = Math.min(MAX_ROWS, Math.max(1, field.value.split("\n").length));
}

/**
 * Enter submits a link; in a text it starts a new line.
 * @param {KeyboardEvent} event
 */
function submitOnEnter(event) {
  const field = findField();
  if (!field || event.target !== field || event.key !== "Enter") return;
  if (event.shiftKey || /\s/.test(field.value.trim())) return;
  event.preventDefault();
  field.form?.requestSubmit();
}

/** @param {string} text */
function fillField(text) {
  const field = findField();
  if (!field) return;
  field.value = text;
  fitField();
  field.focus();
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

/** @param {ClipboardEvent} event */
function takePaste(event) {
  const text = event.clipboardData?.getData("text").trim();
  if (!text || isField(event.target) || !findField()) return;
  event.preventDefault();
  fillField(text);
}

/** @param {DragEvent} event */
function takeDrop(event) {
  const { dataTransfer } = event;
  const input = document.querySelector("input#file");
  document.getElementById("main")?.classList.remove("over");
  if (!dataTransfer || !findField() || isField(event.target)) return;
  event.preventDefault();
  if (dataTransfer.files.length && input instanceof HTMLInputElement) {
    input.files = dataTransfer.files;
    input.form?.requestSubmit(document.getElementById("upload"));
    return;
  }
  const text = dataTransfer.getData("text/uri-list") || dataTransfer.getData("text");
  if (text) fillField(text);
}

/** @param {DragEvent} event */
function showDrop(event) {
  const kinds = event.dataTransfer?.types ?? [];
  const isOurs = kinds.some((kind) => ["Files", "text/uri-list", "text/plain"].includes(kind));
  if (!isOurs || kinds.includes("application/x-earshot-story") || !findField()) return;
  event.preventDefault();
  document.getElementById("main")?.classList.add("over");
}

/**
 * The key `a` goes to the field.
 * @param {KeyboardEvent} event
 */
function focusOnKey(event) {
  const isPlain = event.key === "a" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isPlain || isField(event.target) || !findField()) return;
  event.preventDefault();
  findField()?.focus();
}

/**
 * A chosen part counts only with the box above the parts, and that box is checked too.
 * @param {Event} event
 */
function checkOwnParts({ target }) {
  if (!(target instanceof HTMLInputElement && target.name.startsWith("part-"))) return;
  const box = target.closest("fieldset")?.querySelector("[name=own_parts]");
  if (box instanceof HTMLInputElement) box.checked = true;
}

export function connectAddForm() {
  document.addEventListener("change", checkOwnParts);
  document.addEventListener("input", fitField);
  document.addEventListener("keydown", submitOnEnter);
  document.addEventListener("keydown", focusOnKey);
  document.addEventListener("paste", takePaste);
  document.addEventListener("dragover", showDrop);
  document.addEventListener("dragleave", () => document.getElementById("main")?.classList.remove("over"));
  document.addEventListener("drop", takeDrop);
}
