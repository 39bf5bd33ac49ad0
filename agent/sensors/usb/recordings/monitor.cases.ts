/** Blocks of `udevadm monitor --udev --property`, as systemd 252 prints them. */
export interface MonitorDevice {
  readonly port: string;
  readonly devnum: number;
  readonly vendorId: string;
  readonly productId: string;
  readonly vendor: string;
  readonly model: string;
  readonly serial: string | null;
  readonly interfaces: string;
}

export const banner = [
  "monitor will print the received events for:",
  "UDEV - the event which udev sends out after rule processing",
  "",
];

const plain = (hex: string): string => Number.parseInt(hex, 16).toString(16);
const encode = (text: string): string => text.replaceAll(" ", String.raw`\x20`);
const number = (value: number): string => String(value).padStart(3, "0");

export const usbBlock = (action: "add" | "bind" | "remove", device: MonitorDevice, second: number): string[] => {
  const path = `/devices/pci0000:00/0000:00:14.0/usb1/${device.port}`;
  const minor = device.devnum - 1;
  return [
    `UDEV  [${second}.337215] ${action.padEnd(8)} ${path} (usb)`,
    `ACTION=${action}`,
    `DEVPATH=${path}`,
    "SUBSYSTEM=usb",
    `DEVNAME=/dev/bus/usb/001/${number(device.devnum)}`,
    "DEVTYPE=usb_device",
    `PRODUCT=${plain(device.vendorId)}/${plain(device.productId)}/100`,
    "TYPE=0/0/0",
    "BUSNUM=001",
    `DEVNUM=${number(device.devnum)}`,
    `SEQNUM=${4000 + second}`,
    `USEC_INITIALIZED=${second}330412`,
    `ID_VENDOR=${device.vendor.replaceAll(" ", "_")}`,
    `ID_VENDOR_ENC=${encode(device.vendor)}`,
    `ID_VENDOR_ID=${device.vendorId}`,
    `ID_MODEL=${device.model.replaceAll(" ", "_")}`,
    `ID_MODEL_ENC=${encode(device.model)}`,
    `ID_MODEL_ID=${device.productId}`,
    "ID_REVISION=0100",
    `ID_SERIAL=${[device.vendor, device.model, ...(device.serial === null ? [] : [device.serial])].join("_")}`,
    ...(device.serial === null ? [] : [`ID_SERIAL_SHORT=${device.serial}`]),
    "ID_BUS=usb",
    `ID_USB_INTERFACES=${device.interfaces}`,
    "MAJOR=189",
    `MINOR=${minor}`,
    "TAGS=:seat:",
    "CURRENT_TAGS=:seat:",
    "",
  ];
};

export const blockBlock = (
  action: "add" | "change" | "remove",
  port: string,
  disk: string,
  second: number,
): string[] => {
  const path = `/devices/pci0000:00/0000:00:14.0/usb1/${port}/${port}:1.0/host2/target2:0:0/2:0:0:0/block/${disk}`;
  return [
    `UDEV  [${second}.902114] ${action.padEnd(8)} ${path} (block)`,
    `ACTION=${action}`,
    `DEVPATH=${path}`,
    "SUBSYSTEM=block",
    `DEVNAME=/dev/${disk}`,
    `DEVTYPE=${/\d$/u.test(disk) ? "partition" : "disk"}`,
    ...(action === "change" ? ["DISK_MEDIA_CHANGE=1"] : []),
    "ID_BUS=usb",
    "ID_USB_INTERFACES=:080650:",
    "ID_USB_DRIVER=usb-storage",
    "",
  ];
};

export const monitored: MonitorDevice = {
  port: "1-2",
  devnum: 5,
  vendorId: "30de",
  productId: "6544",
  vendor: "KIOXIA",
  model: "TransMemory",
  serial: "6C1E0D4A3B2F5968",
  interfaces: ":080650:",
};
