import { TextInput } from "@mantine/core";
import styles from "./search-field.module.css";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  /** Called with what is searched, or undefined for nothing. */
  readonly onSearch: (text: string | undefined) => void;
}

/** The page's search; the key `/` goes to it from anywhere on the page. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  return (
    <TextInput
      label={label}
      type="search"
      aria-keyshortcuts="/"
      rightSection={<kbd className={styles["key"]}>/</kbd>}
      rightSectionPointerEvents="none"
      defaultValue={value ?? ""}
      onChange={({ currentTarget: { value: text } }) => onSearch(text === "" ? undefined : text)}
    />
  );
}
