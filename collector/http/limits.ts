import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { emailKey } from "./identity/sign-in.ts";
import { tooMany } from "./problems.ts";

/** How many requests are taken in a span of time. */
export interface Limit {
  readonly max: number;
  readonly seconds: number;
}

export const defaultLimits = {
  /** Every request, for each session, token, or address of somebody unknown. */
  general: { max: 1200, seconds: 60 },
  signInByAddress: { max: 20, seconds: 300 },
  /** Holds whoever guesses from many addresses; who is signed in already is not touched by it. */
  signInByEmail: { max: 10, seconds: 300 },
  setupByAddress: { max: 20, seconds: 300 },
  accountByAddress: { max: 20, seconds: 300 },
  /** A member firm's computers may all come from one address. */
  enrolByAddress: { max: 60, seconds: 600 },
  mailTest: { max: 5, seconds: 60 },
} as const satisfies Record<string, Limit>;

type LimitName = keyof typeof defaultLimits;
export type Limits = Readonly<Record<LimitName, Limit>>;
/** Counts one request and throws 429 with Retry-After where it is one too many. */
export type LimitCheck = (name: LimitName, request: FastifyRequest) => Promise<void>;

const withEmail = z.object({ email: z.string() });

/** One customer's IPv6 network counts as one address, since it holds 2^64 of them. */
export function addressKey(ip: string): string {
  if (!ip.includes(":") || ip.startsWith("::ffff:")) return ip.replace(/^::ffff:/u, "");
  const [head = "", tail] = ip.replace(/%.*$/u, "").split("::");
  const front = head.split(":").filter(Boolean);
  const back = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array.from({ length: zeros }, () => "0"), ...back].slice(0, 4).join(":");
}

function generalKey(request: FastifyRequest): string {
  const { principal } = request;
  if (principal?.kind === "person") return `session:${principal.sessionHash}`;
  if (principal?.kind === "token") return `token:${principal.token.id}`;
  return `address:${addressKey(request.ip)}`;
}

function emailOf(request: FastifyRequest): string {
  const body = withEmail.safeParse(request.body);
  return body.success ? emailKey(body.data.email) : addressKey(request.ip);
}

const byAddress = (request: FastifyRequest): string => addressKey(request.ip);
const keys: Readonly<Record<LimitName, (request: FastifyRequest) => string>> = {
  general: generalKey,
  signInByAddress: byAddress,
  signInByEmail: emailOf,
  setupByAddress: byAddress,
  accountByAddress: byAddress,
  enrolByAddress: byAddress,
  mailTest: generalKey,
};

export async function createLimitCheck(app: FastifyInstance, limits: Limits): Promise<LimitCheck> {
  await app.register(rateLimit, { global: false });
  const limiter = (name: LimitName): ReturnType<typeof app.createRateLimit> =>
    app.createRateLimit({
      max: limits[name].max,
      timeWindow: limits[name].seconds * 1000,
      keyGenerator: keys[name],
    });
  const limiters: Readonly<Record<LimitName, ReturnType<typeof limiter>>> = {
    general: limiter("general"),
    signInByAddress: limiter("signInByAddress"),
    signInByEmail: limiter("signInByEmail"),
    setupByAddress: limiter("setupByAddress"),
    accountByAddress: limiter("accountByAddress"),
    enrolByAddress: limiter("enrolByAddress"),
    mailTest: limiter("mailTest"),
  };
  return async (name, request) => {
    const counted = await limiters[name](request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(Math.max(1, counted.ttlInSeconds));
  };
}
