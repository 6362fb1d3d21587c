// esbuild's `text` loader gives a style sheet as a string.
declare module "*.css" {
  const text: string;
  export default text;
}

/** Where the build put the rest, from the first script. Bundlers find it too: esbuild puts it in. */
declare const REST_PATH: string;
