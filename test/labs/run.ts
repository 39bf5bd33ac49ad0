import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { reporters } from "#test/support/reports.ts";

/** `npm run test:labs -- NAME`: installs with apt what a lab needs, then runs it. Root on Debian. */
const labs: Readonly<Record<string, readonly string[]>> = {
  antivirus: [],
  api: ["python3-venv"],
  crash: [],
  lan: ["iproute2", "dnsmasq-base", "isc-dhcp-client", "udev"],
  usb: ["qemu-system-x86", "qemu-utils", "mmdebstrap", "e2fsprogs", "socat", "mtools", "dosfstools"],
};
const [name = ""] = process.argv.slice(2);
const packages = labs[name];
if (packages === undefined) {
  console.error(`npm run test:labs -- NAME, where NAME is one of: ${Object.keys(labs).join(", ")}`);
  process.exit(2);
}

function missing(): readonly string[] {
  return (
    packages?.filter(
      (each) =>
        !existsSync(`/var/lib/dpkg/info/${each}.list`) &&
        !existsSync(`/var/lib/dpkg/info/${each}:amd64.list`),
    ) ?? []
  );
}

if (missing().length > 0) {
  console.log(`installing ${missing().join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-q"], { stdio: ["ignore", "ignore", "inherit"], env });
  spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing()], {
    stdio: ["ignore", "ignore", "inherit"],
    env,
  });
}
if (missing().length > 0) {
  console.error(`this lab needs ${missing().join(" ")}; install them with apt-get as root and try again`);
  process.exit(1);
}
const { status } = spawnSync(
  "vitest",
  ["run", "--project", "labs", `test/labs/${name}/`, ...reporters(`lab-${name}`)],
  {
    stdio: "inherit",
  },
);
process.exit(status ?? 1);
