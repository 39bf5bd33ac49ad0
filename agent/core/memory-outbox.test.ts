import { createMemoryOutbox } from "./memory-outbox.ts";
import { at, outboxContract } from "#test/support/outbox-contract.ts";

outboxContract("memory", (limits) => {
  let ms = 0;
  let epochs = 0;
  const outbox = createMemoryOutbox({
    epoch: () => `epoch00${(epochs += 1)}`,
    now: () => at(0),
    monotonicMs: () => ms,
    ...(limits ? { limits } : {}),
  });
  return {
    outbox,
    pass: (more) => {
      ms += more;
    },
  };
});
