/** The part of the browser's Trusted Types that is used here. */
interface TrustedTypeFactory {
  createPolicy(
    name: string,
    rules: {
      createHTML(text: string): string;
      createScript(text: string): string;
      createScriptURL(text: string): string;
    },
  ): unknown;
}

const isFactory = (value: unknown): value is TrustedTypeFactory =>
  typeof value === "object" && value !== null && "createPolicy" in value;

/** Passes text without any markup, such as a style sheet; refuses everything that could become an element. */
export function plainTextOnly(text: string): string {
  if (text.includes("<")) throw new TypeError("Markup from a string is refused.");
  return text;
}

const refuse = (): never => {
  throw new TypeError("Script from a string is refused.");
};

/** Makes the page's only Trusted Types policy; does nothing in a browser that has none. */
export function guardSinks(scope: object): void {
  const factory: unknown = Reflect.get(scope, "trustedTypes");
  if (!isFactory(factory)) return;
  factory.createPolicy("default", {
    createHTML: plainTextOnly,
    createScript: refuse,
    createScriptURL: refuse,
  });
}
