/** One thing plugged into a recorded machine, in the shape of /sys and of udev's records. */
export interface Plugged {
  readonly port: string;
  readonly devnum: number;
  readonly product: string;
  readonly type?: string;
  readonly strings?: readonly [string | null, string | null, string | null];
  /** `class/subclass/protocol`, with the label of the interface after a blank. */
  readonly interfaces: readonly string[];
  readonly udev?: Readonly<Record<string, string>>;
  readonly disks?: readonly PluggedDisk[];
  readonly card?: string;
}

interface PluggedDisk {
  readonly name: string;
  readonly number: string;
  readonly sectors: number;
  readonly removable?: 0 | 1;
  readonly type?: number;
  readonly model?: string;
  readonly written?: number;
  readonly udev?: Readonly<Record<string, string>>;
  readonly parts?: readonly {
    readonly name: string;
    readonly number: string;
    readonly sectors: number;
    readonly udev?: Readonly<Record<string, string>>;
    readonly holder?: string;
  }[];
}

const controller = "/sys/devices/pci0000:00/0000:00:14.0";
const record = (udev: Readonly<Record<string, string>> = {}): string =>
  ["I:5120337215", ...Object.entries(udev).map(([key, value]) => `E:${key}=${value}`), "G:systemd", ""].join("\n");

const busOf = (port: string): number => Number(port.split("-")[0]);
const pathOf = (port: string): string => {
  const [bus, ports = ""] = port.split("-");
  const steps = ports.split(".");
  return [`${controller}/usb${bus}`, ...steps.map((_step, at) => `${bus}-${steps.slice(0, at + 1).join(".")}`)].join("/");
};

const diskFiles = (disk: PluggedDisk): Record<string, string> => {
  const at = `/sys/block/${disk.name}`;
  const files: Record<string, string> = {
    [`${at}/size`]: `${disk.sectors}\n`,
    [`${at}/dev`]: `${disk.number}\n`,
    [`${at}/removable`]: `${disk.removable ?? 1}\n`,
    [`${at}/device/type`]: `${disk.type ?? 0}\n`,
    [`${at}/device/model`]: `${(disk.model ?? "").padEnd(16)}\n`,
    [`${at}/stat`]: `     132      27     2176      155        1        0 ${String(disk.written ?? 0).padStart(8)}       12        0      180      168        0        0        0        0        0        0\n`,
    [`/run/udev/data/b${disk.number}`]: record(disk.udev),
  };
  for (const part of disk.parts ?? []) {
    files[`${at}/${part.name}/size`] = `${part.sectors}\n`;
    files[`${at}/${part.name}/dev`] = `${part.number}\n`;
    files[`/run/udev/data/b${part.number}`] = record(part.udev);
    if (part.holder !== undefined) files[`${at}/${part.name}/holders/${part.holder}/dev`] = "";
  }
  return files;
};

/** The files and links of a machine with these things plugged in, beside its own system disk and root hub. */
export const machineWith = (
  plugged: readonly Plugged[],
  mountinfo: readonly string[] = [],
): { readonly files: Record<string, string>; readonly links: Record<string, string> } => {
  const files: Record<string, string> = {
    "/sys/bus/usb/devices/usb1/uevent": "DEVTYPE=usb_device\nPRODUCT=1d6b/2/601\nTYPE=9/0/1\nBUSNUM=001\nDEVNUM=001\n",
    "/sys/bus/usb/devices/1-0:1.0/uevent": "DEVTYPE=usb_interface\nINTERFACE=9/0/0\n",
    "/proc/sys/kernel/random/boot_id": "7d3c2b1e-5c8f-4a64-9b0e-2f6f0d6a9c11\n",
    "/proc/self/mountinfo": [
      "28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw",
      "35 28 0:31 / /run rw,nosuid shared:2 - tmpfs tmpfs rw,size=401M",
      ...mountinfo,
      "",
    ].join("\n"),
    "/sys/block/loop0/size": "0\n",
  };
  const links: Record<string, string> = {
    "/sys/block/nvme0n1": "/sys/devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0/nvme0n1",
    "/sys/block/loop0": "/sys/devices/virtual/block/loop0",
    "/sys/class/net/lo": "/sys/devices/virtual/net/lo",
  };
  for (const one of plugged) {
    const at = `/sys/bus/usb/devices/${one.port}`;
    const minor = (busOf(one.port) - 1) * 128 + one.devnum - 1;
    files[`${at}/uevent`] =
      `MAJOR=189\nMINOR=${minor}\nDEVNAME=bus/usb/00${busOf(one.port)}/${String(one.devnum).padStart(3, "0")}\n` +
      `DEVTYPE=usb_device\nDRIVER=usb\nPRODUCT=${one.product}\nTYPE=${one.type ?? "0/0/0"}\n` +
      `BUSNUM=00${busOf(one.port)}\nDEVNUM=${String(one.devnum).padStart(3, "0")}\n`;
    files[`${at}/devnum`] = `${one.devnum}\n`;
    for (const [index, name] of (["manufacturer", "product", "serial"] as const).entries()) {
      const text = one.strings?.[index];
      if (text !== undefined && text !== null) files[`${at}/${name}`] = `${text}\n`;
    }
    for (const [index, text] of one.interfaces.entries()) {
      const [numbers, ...label] = text.split(" ");
      files[`${at}:1.${index}/uevent`] = `DEVTYPE=usb_interface\nPRODUCT=${one.product}\nINTERFACE=${numbers}\n`;
      if (label.length > 0) files[`${at}:1.${index}/interface`] = `${label.join(" ")}\n`;
    }
    files[`/run/udev/data/c189:${minor}`] = record(one.udev);
    for (const [index, disk] of (one.disks ?? []).entries()) {
      Object.assign(files, diskFiles(disk));
      links[`/sys/block/${disk.name}`] =
        `${pathOf(one.port)}/${one.port}:1.0/host2/target2:0:0/2:0:0:${index}/block/${disk.name}`;
    }
    if (one.card !== undefined) links[`/sys/class/net/${one.card}`] = `${pathOf(one.port)}/${one.port}:1.0/net/${one.card}`;
  }
  return { files, links };
};

const gib = 2_097_152;

export const stick: Plugged = {
  port: "1-2",
  devnum: 5,
  product: "30de/6544/100",
  strings: ["KIOXIA", "TransMemory", "6C1E0D4A3B2F5968"],
  interfaces: ["8/6/80"],
  udev: { ID_USB_INTERFACES: ":080650:", ID_VENDOR_FROM_DATABASE: "KIOXIA Corporation" },
  disks: [
    {
      name: "sdb",
      number: "8:16",
      sectors: 28.8 * gib - 0.8 * gib,
      model: "TransMemory",
      written: 0,
      udev: { ID_BUS: "usb" },
      parts: [
        {
          name: "sdb1",
          number: "8:17",
          sectors: 28 * gib - 2048,
          udev: {
            ID_FS_TYPE: "exfat",
            ID_FS_LABEL: "検針_2026",
            ID_FS_LABEL_ENC: String.raw`検針\x202026`,
            ID_FS_USAGE: "filesystem",
          },
        },
      ],
    },
  ],
};

export const stickWithoutSerial: Plugged = {
  port: "1-3",
  devnum: 6,
  product: "abcd/1234/100",
  strings: ["General", "UDisk", null],
  interfaces: ["8/6/80"],
  disks: [
    {
      name: "sdc",
      number: "8:32",
      sectors: 4 * gib,
      udev: { ID_FS_TYPE: "vfat", ID_FS_USAGE: "filesystem" },
    },
  ],
};

export const uasDisk: Plugged = {
  port: "2-1",
  devnum: 2,
  product: "152d/578/214",
  strings: ["JMicron", "SATA Bridge", "DD56419883891"],
  interfaces: ["8/6/98"],
  disks: [
    {
      name: "sdd",
      number: "8:48",
      sectors: 931 * gib,
      removable: 0,
      model: "ST1000LM048-2E71",
      udev: { ID_BUS: "ata", ID_ATA: "1", ID_USB_INTERFACES: ":080662:" },
      parts: [
        {
          name: "sdd1",
          number: "8:49",
          sectors: 930 * gib,
          holder: "dm-3",
          udev: { ID_FS_TYPE: "crypto_LUKS", ID_FS_USAGE: "crypto" },
        },
      ],
    },
  ],
};

export const emptyReader: Plugged = {
  port: "1-5",
  devnum: 7,
  product: "58f/6362/128",
  strings: ["Generic", "Mass Storage Device", "058F312D81B"],
  interfaces: ["8/6/80"],
  disks: [
    { name: "sde", number: "8:64", sectors: 0, model: "Compact Flash" },
    { name: "sdf", number: "8:80", sectors: 0, model: "SD/MMC" },
  ],
};

export const readerWithCard: Plugged = {
  ...emptyReader,
  disks: [
    { name: "sde", number: "8:64", sectors: 0, model: "Compact Flash" },
    {
      name: "sdf",
      number: "8:80",
      sectors: 30 * gib,
      model: "SD/MMC",
      written: 4096,
      parts: [{ name: "sdf1", number: "8:81", sectors: 30 * gib - 8192, udev: { ID_FS_TYPE: "vfat" } }],
    },
  ],
};

export const keyboard: Plugged = {
  port: "1-6",
  devnum: 3,
  product: "46d/c31c/6402",
  strings: ["Logitech", "USB Keyboard", null],
  interfaces: ["3/1/1", "3/0/0"],
};

export const phone: Plugged = {
  port: "1-7",
  devnum: 9,
  product: "18d1/4ee1/515",
  strings: ["Google", "Pixel 8", "38281FDJH0012A"],
  interfaces: ["255/255/0 MTP"],
  udev: { ID_MTP_DEVICE: "1", ID_MEDIA_PLAYER: "1" },
};

export const hub: Plugged = {
  port: "1-4",
  devnum: 10,
  product: "5e3/610/655",
  type: "9/0/2",
  strings: ["GenesysLogic", "USB2.1 Hub", null],
  interfaces: ["9/0/1", "9/0/2"],
};

/** The lit window of a keyboard that is also a disk. */
export const composite: Plugged = {
  port: "1-8",
  devnum: 12,
  product: "16c0/486/100",
  strings: ["Teensyduino", "Keyboard/Disk", "1440"],
  interfaces: ["3/1/1", "3/1/2", "8/6/80"],
  disks: [{ name: "sdg", number: "8:96", sectors: 2 * gib, udev: { ID_FS_TYPE: "vfat" } }],
};

export const dock: Plugged = {
  port: "2-2",
  devnum: 3,
  product: "bda/8153/3100",
  strings: ["Realtek", "USB 10/100/1000 LAN", "000001000000"],
  interfaces: ["255/255/0"],
  card: "enx00e04c680001",
};

export const printerWithSlot: Plugged = {
  port: "1-9",
  devnum: 14,
  product: "4b8/1187/100",
  strings: ["EPSON", "EW-M873T Series", "583658373036"],
  interfaces: ["255/255/255", "7/1/2", "8/6/80"],
  disks: [{ name: "sdh", number: "8:112", sectors: 0, model: "Storage" }],
};
