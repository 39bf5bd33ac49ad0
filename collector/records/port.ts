/** What the other rooms may use of the records: the mathematics of the hash chain. */
export { canonicalJson, link, saltBytes, verifyLink } from "./chain.ts";
