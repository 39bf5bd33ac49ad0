import { createTheme, type MantineColorsTuple } from "@mantine/core";

const lightBlue = (step: number): string => `var(--color-primitive-light-blue-${step})`;
/** 藍: the only colour of things to press; vermilion stays free for 重大. */
const indigo: MantineColorsTuple = [
  lightBlue(50),
  lightBlue(100),
  lightBlue(200),
  lightBlue(300),
  lightBlue(400),
  lightBlue(600),
  lightBlue(800),
  lightBlue(900),
  lightBlue(1000),
  lightBlue(1100),
];

const family = '"Noto Sans JP Variable", "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, sans-serif';

/** The component library in the colours and type of theme.css. */
export const theme = createTheme({
  fontFamily: family,
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Consolas, "Noto Sans JP Variable", monospace',
  headings: { fontFamily: family, fontWeight: "600" },
  colors: { indigo },
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "sm",
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.5", sm: "1.6", md: "1.7", lg: "1.7", xl: "1.5" },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    NativeSelect: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "sm" } },
  },
});
