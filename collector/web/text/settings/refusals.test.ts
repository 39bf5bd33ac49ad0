import { describe, expect, it } from "vitest";
import { refusalCode } from "#shared/protocol/messages.ts";
import { refusalWords } from "./refusals.ts";

describe("the words for refusals", () => {
  it.each([
    ...refusalCode.options,
    "replaced",
    "tls-failed",
    "too-many",
    "not-judged",
    "sign-in-failed",
    "enrolment-unknown",
    "enrolment-expired",
    "enrolment-used",
    "enrolment-bad-csr",
  ])("say %s in Japanese", (code) => {
    expect(refusalWords(code).ja).toMatch(/[ぁ-ん]/u);
    expect(refusalWords(code).en).not.toBe(code);
  });

  it("let a code that is new to the page stand for itself", () => {
    expect(refusalWords("constructor")).toEqual({ ja: "constructor", en: "constructor" });
  });
});
