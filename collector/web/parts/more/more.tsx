import { Button, Center } from "@mantine/core";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Asks for the next page of a list, where there is one. */
export function More({ list }: { readonly list: Paged }) {
  const t = useTexts(commonTexts);
  if (!list.hasNextPage) return null;
  return (
    <Center py="sm">
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t.more}
      </Button>
    </Center>
  );
}
