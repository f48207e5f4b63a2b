/** seek-bzip has no types of its own: what is used of it is described where it is used. */
declare module 'seek-bzip' {
  const library: unknown;
  export default library;
}

declare module 'seek-bzip/lib/bitreader.js' {
  const library: unknown;
  export default library;
}
