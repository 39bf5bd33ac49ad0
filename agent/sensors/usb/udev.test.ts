import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBlockReader, parseInterfaceList, parseUdevBlock, parseUdevRecord, portOf } from "./udev.ts";

const path = "/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2.3";
const block = [
  `UDEV  [5120.337215] add      ${path} (usb)`,
  "ACTION=add",
  `DEVPATH=${path}`,
  "SUBSYSTEM=usb",
  "DEVTYPE=usb_device",
  "PRODUCT=46f4/1/0",
  "ID_SERIAL_SHORT=A=B",
].join("\n");

describe("a block of udevadm monitor", () => {
  it("gives action, path and properties", () => {
    expect(parseUdevBlock(block)).toEqual({
      action: "add",
      devpath: path,
      subsystem: "usb",
      properties: {
        ACTION: "add",
        DEVPATH: path,
        SUBSYSTEM: "usb",
        DEVTYPE: "usb_device",
        PRODUCT: "46f4/1/0",
        ID_SERIAL_SHORT: "A=B",
      },
    });
  });

  it("is not read from the kernel's events, the banner or a block that contradicts itself", () => {
    expect(parseUdevBlock(block.replace("UDEV  [", "KERNEL["))).toBeNull();
    expect(parseUdevBlock("monitor will print the received events for:\nUDEV - the event …")).toBeNull();
    expect(parseUdevBlock(block.replace("ACTION=add", "ACTION=remove"))).toBeNull();
    expect(parseUdevBlock(block.replace(`DEVPATH=${path}`, "DEVPATH=/devices/x"))).toBeNull();
  });

  it("is completed by a blank line, whatever came before", () => {
    const read = createBlockReader();
    const given = ["monitor will print …", "", "", ...block.split("\n"), "", ...block.split("\n"), ""];
    expect(given.map(read).filter((event) => event !== null)).toHaveLength(2);
  });

  it("never throws, and nonsense is no event", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseUdevBlock(text)).toBeNull();
        expect(parseUdevRecord(text)).toBeTypeOf("object");
        expect(Array.isArray(parseInterfaceList(text))).toBe(true);
      }),
    );
  });

  it("keeps its header's path and action whatever properties follow", () => {
    const property = fc.tuple(fc.stringMatching(/^[A-Z_]{1,12}$/u), fc.string());
    fc.assert(
      fc.property(fc.array(property), (pairs) => {
        const lines = pairs.map(([key, value]) => `${key}=${value.replaceAll("\n", "")}`);
        const event = parseUdevBlock([block, ...lines].join("\n"));
        expect(event?.devpath).toBe(path);
        expect(event?.properties["PRODUCT"]).toBe("46f4/1/0");
      }),
    );
  });
});

describe("udev's other texts", () => {
  it("finds the innermost port in a path", () => {
    expect(portOf(`${path}/1-2.3:1.0/host2/target2:0:0/2:0:0:0/block/sda`)).toBe("1-2.3");
    expect(portOf("/devices/pci0000:00/0000:00:14.0/usb1")).toBeNull();
    expect(portOf("/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda")).toBeNull();
  });

  it("reads the list of interfaces", () => {
    expect(parseInterfaceList(":080650:030101:")).toEqual([
      { class: 8, subclass: 6, protocol: 0x50 },
      { class: 3, subclass: 1, protocol: 1 },
    ]);
    expect(parseInterfaceList(undefined)).toEqual([]);
  });

  it("reads a record of /run/udev/data", () => {
    expect(
      parseUdevRecord("S:disk/by-id/x\nI:123\nE:ID_FS_TYPE=vfat\nE:ID_FS_LABEL=A=B\nG:systemd\n"),
    ).toEqual({
      ID_FS_TYPE: "vfat",
      ID_FS_LABEL: "A=B",
    });
  });
});
