// esbuild's `text` loader gives a style sheet as a string.
declare module "*.css" {
  const text: string;
  export default text;
}

/** Digest of the sources, which esbuild puts in. */
declare const BUILD: string;
