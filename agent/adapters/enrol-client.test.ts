import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EnrolRequest, enrolRequest } from "#shared/protocol/enrolment.ts";
import { enrol } from "./enrol-client.ts";
import { EnrolError } from "./enrol-client-post.ts";
import { loadIdentity } from "./identity.ts";
import { createTestAuthority, type TestAuthority } from "#test/support/test-collector.ts";

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([createTestAuthority(), createTestAuthority()]);
});
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "hinomi-enrol-"));
  ends.push(() => rmSync(directory, { recursive: true }));
  return join(directory, "agent");
};
const codeOf = (by: TestAuthority): string => `ABCD-EFGH-JKMN-PQRS.${by.fingerprint}`;

/** The people's port of a test; answers each request by `answer`. */
async function port(
  answer: (request: EnrolRequest) => Promise<{ status: number; body: unknown }>,
  by?: TestAuthority,
) {
  const requests: EnrolRequest[] = [];
  const handle = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += String(part);
    const body = enrolRequest.parse(JSON.parse(text));
    requests.push(body);
    const { status, body: reply } = await answer(body);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
  };
  const listener: RequestListener = (request, response) => {
    void handle(request, response);
  };
  const server = by
    ? createHttpsServer(await by.server(["localhost", "127.0.0.1"]), listener)
    : createHttpServer(listener);
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const number = typeof address === "object" && address !== null ? address.port : 0;
  return { requests, url: `${by ? "https" : "http"}://127.0.0.1:${number}` };
}

const granted = (by: TestAuthority) => async (request: EnrolRequest) => ({
  status: 200,
  body: {
    endpointId: "pc-1",
    certificate: await by.sign(request.csr, "pc-1"),
    ca: by.pem,
    addresses: ["127.0.0.1:8611"],
    serverName: "collector.test",
  },
});

const run = (url: string, dataDirectory: string, code = codeOf(authority)) =>
  enrol({ url, code, dataDirectory, hostname: "PC-03.事務局", kind: "terminal" });
const failure = async (work: Promise<unknown>): Promise<EnrolError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EnrolError);
  return error as EnrolError;
};
const storedNothing = (directory: string): void => {
  expect(existsSync(join(directory, "agent-identity.json"))).toBe(false);
};

describe("enrolment", () => {
  it("gives this computer an identity, with the key in a file of its own that only the owner reads", async () => {
    const directory = newDirectory();
    const { url, requests } = await port(granted(authority));
    const result = await run(url, directory);
    expect(result).toEqual({ endpointId: "pc-1", fingerprint: authority.fingerprint, already: false });
    const identity = loadIdentity(directory);
    expect(identity.endpointId).toBe("pc-1");
    expect(identity.renewalDue(Temporal.Now.instant().toString())).toBe(false);
    expect(statSync(join(directory, "agent-key.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "agent-identity.json")).mode & 0o777).toBe(0o600);
    expect(requests[0]).toMatchObject({
      secret: "ABCD-EFGH-JKMN-PQRS",
      hostname: "PC-03.事務局",
      kind: "terminal",
    });
  });

  it("goes over HTTPS when the code's authority vouches for the server", async () => {
    const { url } = await port(granted(authority), authority);
    expect((await run(url, newDirectory())).endpointId).toBe("pc-1");
  });

  it("sends nothing to a server that another authority vouches for", async () => {
    const directory = newDirectory();
    const { url, requests } = await port(granted(stranger), stranger);
    const error = await failure(run(url, directory));
    expect(error.failure).toBe("untrusted");
    expect(error.message).toContain("nothing was sent");
    expect(requests).toHaveLength(0);
    storedNothing(directory);
  });

  it("sends nothing to the right authority under another name", async () => {
    const { url, requests } = await port(granted(authority), authority);
    const error = await failure(run(url.replace("127.0.0.1", "127.0.0.2"), newDirectory()));
    expect(["untrusted", "unreachable"]).toContain(error.failure);
    expect(requests).toHaveLength(0);
  });

  it("stores nothing when the answer comes from another authority than the code names", async () => {
    const directory = newDirectory();
    const { url } = await port(granted(stranger));
    const error = await failure(run(url, directory));
    expect(error.failure).toBe("untrusted");
    expect(error.message).toContain("another authority than the code names");
    storedNothing(directory);
  });

  it("stores nothing when the certificate is for another key", async () => {
    const directory = newDirectory();
    const { cert } = await authority.client("pc-1");
    const { url } = await port(async (request) => {
      const { status, body } = await granted(authority)(request);
      return { status, body: { ...body, certificate: cert } };
    });
    expect((await failure(run(url, directory))).message).toContain("for another key");
    storedNothing(directory);
  });

  it("uses the same key after a try that broke off, so that it never becomes a second computer", async () => {
    const directory = newDirectory();
    let tries = 0;
    const { url } = await port(async (request) => {
      tries += 1;
      return tries === 1
        ? { status: 503, body: { error: { message: "the store is busy" } } }
        : granted(authority)(request);
    });
    expect((await failure(run(url, directory))).message).toContain("the store is busy");
    const key = readFileSync(join(directory, "agent-key.pem"), "utf8");
    await run(url, directory);
    expect(readFileSync(join(directory, "agent-key.pem"), "utf8")).toBe(key);
  });

  it("spends no second code for the collector it knows already, and does not leave it for another one", async () => {
    const directory = newDirectory();
    const { url, requests } = await port(granted(authority));
    await run(url, directory);
    expect((await run(url, directory)).already).toBe(true);
    expect(requests).toHaveLength(1);
    const error = await failure(run(url, directory, codeOf(stranger)));
    expect(error.failure).toBe("already-enrolled");
    expect(loadIdentity(directory).endpointId).toBe("pc-1");
  });

  it.each([
    ["a code cut short", "http://127.0.0.1:1", "ABCD-EFGH", "bad-code"],
    ["plain HTTP to another computer", "http://collector.example:8610", undefined, "bad-url"],
    ["an address that is none", "collector", undefined, "bad-url"],
    ["nobody at the address", "http://127.0.0.1:1", undefined, "unreachable"],
  ])("says what to do about %s", async (_case, url, code, expected) => {
    const error = await failure(run(url, newDirectory(), code));
    expect(error.failure).toBe(expected);
    expect(error.message.length).toBeGreaterThan(30);
  });

  it("says so when something else answers, and when the directory cannot be made", async () => {
    const { url } = await port(async () => ({ status: 200, body: { hello: "proxy" } }));
    expect((await failure(run(url, newDirectory()))).failure).toBe("bad-answer");
    const directory = newDirectory();
    writeFileSync(directory, "a file in its place");
    expect((await failure(run(url, directory))).failure).toBe("directory");
  });
});
