/** What somebody wrote in a field of several lines: the values, or the first piece that is none. */
export type Entered =
  | { readonly ok: true; readonly values: readonly string[] }
  | { readonly ok: false; readonly wrong: string };

/** People write with full-width digits too, and separate by lines, spaces, commas or 、. */
const pieces = (text: string): readonly string[] =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s,、;]+/u)
    .filter((piece) => piece !== "");

function readEach(text: string, read: (piece: string) => string | null): Entered {
  const values = new Set<string>();
  for (const piece of pieces(text)) {
    const value = read(piece);
    if (value === null) return { ok: false, wrong: piece };
    values.add(value);
  }
  return { ok: true, values: [...values] };
}

/** `192.168.10.5/24` names the network 192.168.10.0/24; null for what is no IPv4 network. */
function subnetOf(piece: string): string | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/u.exec(piece);
  if (found === null) return null;
  const [, ...numbers] = found;
  const prefix = Number(numbers[4]);
  const octets = numbers.slice(0, 4).map(Number);
  if (octets.some((octet) => octet > 255) || prefix < 8 || prefix > 32) return null;
  const network = octets.map((octet, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    return octet & (256 - 2 ** (8 - kept));
  });
  return `${network.join(".")}/${prefix}`;
}

/** Accepts the ways in which routers and Windows print an address: colons, hyphens, Cisco's dots, none. */
function macOf(piece: string): string | null {
  if (!/^[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/u.test(piece))
    return null;
  return piece.replaceAll(/[^0-9a-f]/gu, "").replaceAll(/(..)(?=.)/gu, "$1:");
}

/** Reads subnets as `192.168.10.0/24`; between /8 and /32, since more is no office's network. Never throws. */
export const readSubnets = (text: string): Entered => readEach(text, subnetOf);

/** Reads MAC addresses into lower case with colons. Never throws. */
export const readMacs = (text: string): Entered => readEach(text, macOf);
