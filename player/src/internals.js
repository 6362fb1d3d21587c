// Symbol of the inner player of an element, for Earshot's own pages and tests. It is not public.

export const INTERNALS = Symbol.for("earshot.player");
