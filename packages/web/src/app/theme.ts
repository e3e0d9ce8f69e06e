import { Badge, createTheme, ScrollArea, Table, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef2ff',
  '#dfe5fd',
  '#bac8ff',
  '#91a7ff',
  '#748ffc',
  '#5c7cfa',
  '#4c6ef5',
  '#3b5bdb',
  '#364fc7',
  '#2b3f9e',
];

/** Greys with a breath of blue: the framework's own are those of a switched-off screen. */
const dark: MantineColorsTuple = [
  '#c9cdd3',
  '#b4b9c1',
  '#8c929c',
  '#626973',
  '#3b4149',
  '#2f343b',
  '#23272d',
  '#191c20',
  '#131518',
  '#0c0e10',
];

const fonts =
  '"Inter Variable", Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

export const theme = createTheme({
  colors: { brand, dark },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  black: '#16191d',
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "JetBrains Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontFamily: fonts,
    fontWeight: '620',
    sizes: {
      h2: { fontSize: '1.5rem', lineHeight: '1.3' },
      h3: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h4: { fontSize: '1rem', lineHeight: '1.4' },
      h5: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
  radius: { lg: '0.625rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  luminanceThreshold: 0.4,
  components: {
    // A bar stands below the last row, not on it.
    ScrollArea: ScrollArea.extend({ defaultProps: { offsetScrollbars: 'present' } }),
    Badge: Badge.extend({ defaultProps: { tt: 'none' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 10 } }),
  },
});
