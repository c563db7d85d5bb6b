import { HostConfig } from 'adaptivecards';

/** @see https://learn.microsoft.com/en-us/adaptive-cards/rendering-cards/host-config */
export const hostConfig = (dark: boolean): HostConfig => {
  const { ink, subtle, line, attention, card, styles } = dark ? darkColors : lightColors;
  const color = { default: ink, subtle };
  const foregroundColors = {
    default: color,
    dark: color,
    light: color,
    accent: color,
    good: color,
    warning: color,
    attention: { default: attention, subtle: attention },
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return new HostConfig({
    fontFamily: 'inherit',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 12 },
    separator: { lineThickness: 1, lineColor: line },
    supportsInteractivity: true,
    containerStyles: {
      default: style(card),
      emphasis: style(styles.emphasis),
      good: style(styles.good),
      warning: style(styles.warning),
      attention: style(styles.attention),
      accent: style(styles.emphasis),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
  });
};

/** Fluent's neutrals, and Teams's tints of what is good, to be minded or wrong; text on each has a contrast of 4.5 or more. */
const lightColors = {
  ink: '#242424',
  subtle: '#616161',
  line: '#e0e0e0',
  attention: '#b10e1c',
  card: '#ffffff',
  styles: { emphasis: '#f5f5f5', good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6' },
};
const darkColors: typeof lightColors = {
  ink: '#ffffff',
  subtle: '#adadad',
  line: '#3d3d3d',
  attention: '#f1707b',
  card: '#292929',
  styles: { emphasis: '#333333', good: '#13330f', warning: '#3a2f04', attention: '#3f1011' },
};
