/** Does one piece of work at a time, in the order asked; one that fails holds up no other. */
export type OneByOne = <T>(work: () => Promise<T>) => Promise<T>;

export function createOneByOne(): OneByOne {
  let turn: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const result = turn.then(work, work);
    turn = result.catch(() => null);
    return result;
  };
}
