import { describe, expect, it } from "vitest";
import { createVendorLookup } from "./vendor.ts";

describe("createVendorLookup", () => {
  it("takes the longest prefix, and the name only", async () => {
    const lookup = createVendorLookup(() =>
      Promise.resolve({
        "001BA9": "Brother industries, LTD.\n15-1 Naeshiro-cho\nJP",
        "70B3D5": "IEEE Registration Authority\nUS",
        "70B3D5123": "Small Maker K.K.\nJP",
      }),
    );
    expect(await lookup("00:1b:a9:00:00:07")).toBe("Brother industries, LTD.");
    expect(await lookup("70:b3:d5:12:30:01")).toBe("Small Maker K.K.");
    expect(await lookup("70:b3:d5:ff:f0:01")).toBe("IEEE Registration Authority");
    expect(await lookup("00:00:01:00:00:01")).toBeNull();
  });

  it("asks the registry once, at the first question, and never about an address that is made up", async () => {
    let loads = 0;
    const lookup = createVendorLookup(() => {
      loads += 1;
      return Promise.resolve({});
    });
    await lookup("da:a1:19:00:00:01");
    expect(loads).toBe(0);
    await Promise.all([lookup("00:1b:a9:00:00:07"), lookup("00:1b:a9:00:00:08")]);
    expect(loads).toBe(1);
  });

  it("knows real makers by the registry that comes along", async () => {
    expect(await createVendorLookup()("00:1b:a9:00:00:07")).toMatch(/brother/iu);
  });
});
