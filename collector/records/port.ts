/** What the other rooms may use of the records: the mathematics of the hash chain, and what proves a row. */
export { canonicalJson, link, saltBytes, verifyLink } from "./chain.ts";
export { proofOf, type ProvedKind } from "./proof.ts";
