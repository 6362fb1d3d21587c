// The pages are rendered at build time, as on a server, and written as files.
export default { output: "export" };
