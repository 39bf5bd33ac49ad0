/** What the other rooms may use of the records: the hash chain, what proves a row, and a checkpoint as text. */
export { canonicalJson, link, saltBytes, verifyLink } from "./chain.ts";
export { checkpointText } from "./checkpoint-text.ts";
export { proofOf } from "./proof.ts";
