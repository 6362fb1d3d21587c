// Only types: see react.d.ts.
export {};
