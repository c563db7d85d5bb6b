/** Everything a database, a log line or a chat message could stumble over; line breaks and tabs are kept. */
const controls = /(?![\n\t])\p{Cc}/gu;
/** They turn the direction of what follows, so that a link can look like another one. */
const directionOverrides = /[\u202A-\u202E\u2066-\u2069]/g;
const loneSurrogates = /\p{Cs}/gu;

/** A text of several lines, free of control characters and of blanks around it. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(controls, '')
    .replace(directionOverrides, '')
    .replace(loneSurrogates, '\uFFFD')
    .trim();

/** The same on a single line. */
export const cleanLine = (text: string): string =>
  // Split, not matched with the blanks around: that would take forever on a long run of blanks.
  cleanText(text)
    .split(/[\n\t]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');

/** Enough of a text to recognise it by, where it may be of any length. */
export const excerpt = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** What is left when case, accents and blanks around do not count: for comparing, never for showing. */
export const foldText = (text: string): string =>
  cleanLine(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** True for a link people can be sent to: http or https, a host, no user name in it, nothing to be escaped. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s<>"`\\]+$/i.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.hostname !== '' && url.username === '' && url.password === '';
}

/** An address that a platform will fetch a picture from. */
export const isHttpsUrl = (text: string): boolean => isHttpUrl(text) && /^https:/i.test(text);

/** The same, or this machine's own: what is drawn in a page of ours has its pictures from where the page is. */
export const isPictureUrl = (text: string): boolean =>
  isHttpsUrl(text) ||
  (isHttpUrl(text) && /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(new URL(text).hostname));
