// Where the inner player of an element is found: by our own pages and by tests. It is not public.

export const INTERNALS = Symbol.for("earshot.player");
