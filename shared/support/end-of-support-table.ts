import type { SupportTable } from "./support-table.ts";

/**
 * When publishers stop giving security updates to everybody, as they had announced on the day of `asOf`. Debian counts
 * with its long-term support, which comes by itself from the usual archive; what must be bought or asked for (Ubuntu
 * Pro, ESU, ELS, ELTS) is `extendedUntil`. Apple names no dates: a macOS ends when the third one after it appears, so
 * days in the future are estimates.
 */
export const endOfSupportTable = {
  asOf: "2026-11-01",
  entries: [
    { id: "debian", versions: ["10"], endsOn: "2024-06-30", extendedUntil: "2029-06-30" },
    { id: "debian", versions: ["11"], endsOn: "2026-08-31", extendedUntil: "2031-06-30" },
    { id: "debian", versions: ["12"], endsOn: "2028-06-30", extendedUntil: "2033-06-30" },
    { id: "debian", versions: ["13"], endsOn: "2030-06-30", extendedUntil: "2035-06-30" },

    { id: "ubuntu", versions: ["18.04"], endsOn: "2023-05-31", extendedUntil: "2028-04-26" },
    { id: "ubuntu", versions: ["20.04"], endsOn: "2025-05-29", extendedUntil: "2030-04-23" },
    { id: "ubuntu", versions: ["22.04"], endsOn: "2027-06-01", extendedUntil: "2032-04-21" },
    { id: "ubuntu", versions: ["24.04"], endsOn: "2029-05-31", extendedUntil: "2034-04-25" },
    { id: "ubuntu", versions: ["24.10"], endsOn: "2025-07-10" },
    { id: "ubuntu", versions: ["25.04"], endsOn: "2026-01-15" },
    { id: "ubuntu", versions: ["25.10"], endsOn: "2026-07-09" },
    { id: "ubuntu", versions: ["26.04"], endsOn: "2031-05-29", extendedUntil: "2036-04-23" },

    { id: "rhel", versions: ["7"], endsOn: "2024-06-30", extendedUntil: "2028-06-30" },
    { id: "rhel", versions: ["8"], endsOn: "2029-05-31", extendedUntil: "2032-05-31" },
    { id: "rhel", versions: ["9"], endsOn: "2032-05-31", extendedUntil: "2035-05-31" },
    { id: "rhel", versions: ["10"], endsOn: "2035-05-31", extendedUntil: "2038-05-31" },
    { id: "almalinux", versions: ["8"], endsOn: "2029-03-01" },
    { id: "almalinux", versions: ["9"], endsOn: "2032-05-31" },
    { id: "almalinux", versions: ["10"], endsOn: "2035-05-31" },
    { id: "rocky", versions: ["8"], endsOn: "2029-05-31" },
    { id: "rocky", versions: ["9"], endsOn: "2032-05-31" },
    { id: "rocky", versions: ["10"], endsOn: "2035-05-31" },
    { id: "centos", versions: ["7"], endsOn: "2024-06-30" },
    // Stream; CentOS Linux 8 ended on 2021-12-31, which makes no difference any more.
    { id: "centos", versions: ["8"], endsOn: "2024-05-31" },
    { id: "centos", versions: ["9"], endsOn: "2027-05-31" },

    // Windows 10
    { id: "windows", builds: [10240], family: "ltsc", endsOn: "2025-10-14" },
    { id: "windows", builds: [10240], family: "iot-ltsc", endsOn: "2025-10-14" },
    { id: "windows", builds: [10240], family: "home-pro", endsOn: "2017-05-09" },
    { id: "windows", builds: [10240], family: "enterprise", endsOn: "2017-05-09" },
    { id: "windows", builds: [14393], family: "ltsc", endsOn: "2026-10-13", extendedUntil: "2029-10-09" },
    { id: "windows", builds: [14393], family: "iot-ltsc", endsOn: "2026-10-13", extendedUntil: "2029-10-09" },
    { id: "windows", builds: [14393], family: "home-pro", endsOn: "2018-04-10" },
    { id: "windows", builds: [14393], family: "enterprise", endsOn: "2019-04-09" },
    { id: "windows", builds: [17763], family: "ltsc", endsOn: "2029-01-09" },
    { id: "windows", builds: [17763], family: "iot-ltsc", endsOn: "2029-01-09" },
    { id: "windows", builds: [17763], family: "home-pro", endsOn: "2020-11-10" },
    { id: "windows", builds: [17763], family: "enterprise", endsOn: "2021-05-11" },
    { id: "windows", builds: [18362], family: "home-pro", endsOn: "2020-12-08" },
    { id: "windows", builds: [18362], family: "enterprise", endsOn: "2020-12-08" },
    { id: "windows", builds: [18363], family: "home-pro", endsOn: "2021-05-11" },
    { id: "windows", builds: [18363], family: "enterprise", endsOn: "2022-05-10" },
    { id: "windows", builds: [19041], family: "home-pro", endsOn: "2021-12-14" },
    { id: "windows", builds: [19041], family: "enterprise", endsOn: "2021-12-14" },
    { id: "windows", builds: [19042], family: "home-pro", endsOn: "2022-05-10" },
    { id: "windows", builds: [19042], family: "enterprise", endsOn: "2023-05-09" },
    { id: "windows", builds: [19043], family: "home-pro", endsOn: "2022-12-13" },
    { id: "windows", builds: [19043], family: "enterprise", endsOn: "2022-12-13" },
    { id: "windows", builds: [19044], family: "home-pro", endsOn: "2023-06-13" },
    { id: "windows", builds: [19044], family: "enterprise", endsOn: "2024-06-11" },
    { id: "windows", builds: [19044], family: "ltsc", endsOn: "2027-01-12" },
    { id: "windows", builds: [19044], family: "iot-ltsc", endsOn: "2032-01-13" },
    { id: "windows", builds: [19045], family: "home-pro", endsOn: "2025-10-14", extendedUntil: "2028-10-10" },
    {
      id: "windows",
      builds: [19045],
      family: "enterprise",
      endsOn: "2025-10-14",
      extendedUntil: "2028-10-10",
    },

    // Windows 11
    { id: "windows", builds: [22000], family: "home-pro", endsOn: "2023-10-10" },
    { id: "windows", builds: [22000], family: "enterprise", endsOn: "2024-10-08" },
    { id: "windows", builds: [22621], family: "home-pro", endsOn: "2024-10-08" },
    { id: "windows", builds: [22621], family: "enterprise", endsOn: "2025-10-14" },
    { id: "windows", builds: [22631], family: "home-pro", endsOn: "2025-11-11" },
    { id: "windows", builds: [22631], family: "enterprise", endsOn: "2026-11-10" },
    { id: "windows", builds: [26100], family: "home-pro", endsOn: "2026-10-13" },
    { id: "windows", builds: [26100], family: "enterprise", endsOn: "2027-10-12" },
    { id: "windows", builds: [26100], family: "ltsc", endsOn: "2029-10-09" },
    { id: "windows", builds: [26100], family: "iot-ltsc", endsOn: "2034-10-10" },
    { id: "windows", builds: [26200], family: "home-pro", endsOn: "2027-10-12" },
    { id: "windows", builds: [26200], family: "enterprise", endsOn: "2028-10-10" },

    // Windows Server 2012, 2012 R2, 2016, 2019, 2022, 2025
    {
      id: "windows",
      builds: [9200, 9600],
      family: "server",
      endsOn: "2023-10-10",
      extendedUntil: "2026-10-13",
    },
    { id: "windows", builds: [14393], family: "server", endsOn: "2027-01-12" },
    { id: "windows", builds: [17763], family: "server", endsOn: "2029-01-09" },
    { id: "windows", builds: [20348], family: "server", endsOn: "2031-10-14" },
    { id: "windows", builds: [26100], family: "server", endsOn: "2034-11-14" },

    { id: "macos", versions: ["13"], endsOn: "2025-09-15" },
    { id: "macos", versions: ["14"], endsOn: "2026-09-15" },
    { id: "macos", versions: ["15"], endsOn: "2027-09-15" },
    { id: "macos", versions: ["26"], endsOn: "2028-09-15" },
  ],
} as const satisfies SupportTable;
