/**
 * What in a person's words is theirs or a secret, as patterns: looked for in this order, and what an earlier one has
 * taken, a later one does not see. They rather take too much than too little: a model picks a guide well without a
 * number, and a number that has left cannot be called back.
 */
export interface PersonalData {
  /** What stands in its place: `[EMAIL_1]`. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** Which group of the pattern is taken away; the whole match by default. */
  readonly group?: number;
  /** A last look at what was found; `before` and `after` are the text around it. */
  readonly holds?: (found: string, around: { readonly before: string; readonly after: string }) => boolean;
}

const digitsIn = (text: string): number => text.match(/\p{Nd}/gu)?.length ?? 0;

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
const isLuhn = (text: string): boolean => {
  const digits = text.replace(/\D/g, '');
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length >= 12 && digits.length <= 19 && sum % 10 === 0;
};

const isDate = (text: string): boolean =>
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))$/.test(text.trim());

/** "555.123.4567", not "10.0.19045": a version has short groups. */
const isPhone = (text: string): boolean => {
  const digits = digitsIn(text);
  if (digits < 7 || digits > 20 || isDate(text)) return false;
  const groups = text.split(/\D+/).filter((group) => group !== '');
  return !text.includes('.') || (digits >= 9 && groups.every((group) => group.length >= 2));
};

/** Letters and digits mixed, or upper and lower case changing often, in one long word: nobody's language. */
const isRandom = (word: string): boolean => {
  // A code of an error or of an update says what is wrong, and nothing of whom.
  if (/^(?:0x[\da-f]{1,10}|kb\d{5,8})$/i.test(word)) return false;
  const digits = digitsIn(word);
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  const turns = word.match(/[a-z][A-Z]/g)?.length ?? 0;
  if (word.length >= 12 && digits >= 3 && letters >= 3) return true;
  return word.length >= 20 && turns >= 4;
};

/** What follows "my password is" and gives none away. */
const sayings: ReadonlySet<string> = new Set(
  `a an the not no wrong incorrect invalid expired lost forgotten rejected refused denied old new weak right correct ok okay
  good fine blocked locked missing needed required always still never being asked also very too working broken bad
  gone and but for from in on to with what where when why how it that this then there changed reset
  un una el la lo no mal mala malo incorrecta incorrecto invalida invalido erronea erroneo caducada caducado vencida
  vencido correcta correcto buena bueno vieja nueva nuevo debil bloqueada bloqueado rechazada olvidada perdida siempre
  muy y pero para que donde cuando como porque esta este eso la
  falsch richtig abgelaufen ungultig gesperrt vergessen nicht neu alt der die das ein eine
  fausse faux incorrect expire expiree perdu perdue oublie oubliee bloque pas le une correct
  errada errado incorreta incorreto invalida expirada expirado esquecida perdida bloqueada nao
  sbagliata sbagliato scaduta scaduto non persa bloccata corretta`.split(/\s+/u),
);
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const isTold = (found: string): boolean => {
  const word = fold(found).replace(/[^\p{L}\p{N}]+$/u, '');
  return word.length >= 3 && !sayings.has(word);
};

const secretWords =
  'passwords?|passwd|pwd|passphrase|passcode|contrase[nñ]as?|clave|secreto|secret|token|api[ _-]?key|' +
  'mot de passe|passwort|kennwort|senha|palavra-passe|parola d.ordine';
const numberWords = 'pin|cvv|cvc|otp|c[oó]digo|code|2fa';

const streetsBefore =
  'calle|c/|avda\\.?|avenida|av\\.|plaza|pza\\.?|paseo|carretera|ctra\\.?|camino|ronda|traves[ií]a|carrera|cra\\.|' +
  'colonia|jir[oó]n|rua|travessa|pra[cç]a';

/** Every quantifier is bounded: a text of nothing but blanks or digits must not take longer than others. */
export const personalData: readonly PersonalData[] = [
  // What looks like one of our own signs, so that putting the values back cannot be fooled.
  { kind: 'TEXT', pattern: /\[[A-Z]{2,12}_\d{1,4}\]/g },
  { kind: 'KEY', pattern: /-----BEGIN [A-Z ]{1,40}-----[\s\S]{0,4000}?(?:-----END [A-Z ]{1,40}-----|$)/g },
  { kind: 'URL', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"']{1,2000}/gi },
  { kind: 'URL', pattern: /\bwww\.[^\s<>"']{1,2000}/gi },
  {
    kind: 'URL',
    pattern: /(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}\p{L}{2,24}\/[^\s<>"']{1,500}/gu,
  },
  { kind: 'EMAIL', pattern: /[^\s@<>()[\]{},;:"']{1,64}@[^\s@<>()[\]{},;:"']{1,255}/gu },
  {
    kind: 'EMAIL',
    pattern:
      /[\w.+-]{1,64} ?[([]? ?\b(?:at|arroba)\b ?[)\]]? ?[\w-]{1,63} ?[([]? ?\b(?:dot|punto)\b ?[)\]]? ?[a-z]{2,24}\b/gi,
  },
  { kind: 'NAME', pattern: /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]{2,64}/gu },
  {
    kind: 'KEY',
    pattern:
      /\b(?:sk|pk|rk)[-_][\w-]{8,}|\b(?:gh[opsu]|github_pat|glpat|npm|xox[abeprs]|whsec|ya29|hf|shp(?:at|ss))[-_.][\w.+/=-]{8,}|\b(?:AKIA|ASIA|AIza)[\w-]{12,}|\beyJ[\w-]{8,}(?:\.[\w-]{4,}){0,2}/g,
  },
  { kind: 'KEY', pattern: /\bbearer\s{1,3}([^\s"']{6,500})/gi, group: 1 },
  {
    kind: 'SECRET',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${secretWords})\\s{0,3}(?:is|es|era|was|ist|est|é|è|:|=|->)?\\s{0,3}["'«“]([^"'»”\\n]{3,100})["'»”]`,
      'giu',
    ),
    group: 1,
  },
  {
    kind: 'SECRET',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${secretWords})\\s{0,3}(?:(?:is|es|era|was|ist|est|é|è)(?!\\p{L})\\s{0,3}[:=]?|:|=|->)\\s{0,3}([^\\s,;"']{3,200})`,
      'giu',
    ),
    group: 1,
    holds: isTold,
  },
  {
    kind: 'SECRET',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${numberWords})\\s{0,3}(?:(?:is|es|era|was|ist|est|é|è)(?!\\p{L})|:|=)?\\s{0,3}(\\d{3,10})(?!\\p{N})`,
      'giu',
    ),
    group: 1,
    // "Error code 403" says what is wrong.
    holds: (_, { before }) =>
      !/(?:error|fehler|erreur|erro|errore|http|status)\W{1,3}\S{2,8}\W{1,4}$/iu.test(before),
  },
  { kind: 'UUID', pattern: /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi },
  { kind: 'DEVICE', pattern: /\b(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b/gi },
  { kind: 'IP', pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g },
  {
    kind: 'IP',
    pattern: /(?<![\w:])(?:[\da-f]{1,4}:{1,2}){2,7}[\da-f]{1,4}(?![\w:])/gi,
    // "10:30:45" is a time.
    holds: (found) => !/^\d{1,2}(?::\d{2}){2}$/.test(found),
  },
  // https://www.swift.com/standards/data-standards/iban-international-bank-account-number
  {
    kind: 'ACCOUNT',
    pattern:
      /(?<![\p{L}\p{N}])[a-z]{2}\d{2}[ -]?[a-z0-9]{4}(?:[ -]?(?=[a-z]{0,3}\d)[a-z0-9]{4}){1,7}(?:[ -]?\d{1,3})?(?![\p{L}\p{N}])/giu,
    holds: (found) => digitsIn(found) >= 8,
  },
  { kind: 'CARD', pattern: /(?<!\d)\d(?:[ .-]?\d){11,18}(?!\d)/g, holds: isLuhn },
  // Personal numbers of several countries: DNI, NIE, passports, social security.
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])[XYZ]?-?\d{7,8}-?[A-Z](?![\p{L}\p{N}])/giu },
  { kind: 'ID', pattern: /(?<![\p{L}\p{N}])(?!KB)[A-Z]{1,3}-?\d{6,9}(?![\p{L}\p{N}])/gu },
  { kind: 'ID', pattern: /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g },
  {
    kind: 'ADDRESS',
    pattern: new RegExp(
      `(?<!\\p{L})(?:${streetsBefore})\\s{0,2}(?:[\\p{L}ºª.'’-]{1,30}\\s{1,2}){0,6}?[\\p{L}ºª.'’-]{0,30}\\s{0,2},?\\s{0,2}(?:n\\.?[º°o]?\\.?\\s{0,2}|n[uú]m(?:ero)?\\.?\\s{0,2}|#\\s{0,2})?\\d{1,5}(?!\\p{N})(?:\\s?[a-z](?!\\p{L}))?(?:,?\\s{0,2}\\d{1,3}\\s?[oaºª°](?!\\p{L})(?:\\s?[\\p{L}](?!\\p{L}))?)?(?:,?\\s{1,2}\\d{5}(?:\\s{1,2}\\p{Lu}[\\p{L}-]{1,30}){0,3})?`,
      'giu',
    ),
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\p{N})\d{1,6}[a-z]?,?\s{1,2}(?:[\p{L}'’.-]{1,30}\s{1,2}){1,4}(?:street|st|avenue|ave|road|boulevard|blvd|lane|terrace|parkway)(?!\p{L})\.?(?:,?\s{0,2}(?:apt|apartment|suite|unit|flat|#)\.?\s{0,2}[\w-]{1,8})?(?:,\s{0,2}[\p{L} .'’-]{1,40})?(?:,?\s{1,2}[A-Z]{2}\s{1,2}\d{5}(?:-\d{4})?)?/giu,
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\p{N})\d{1,6}\s{1,2}(?:\p{Lu}[\p{L}'’.-]{0,30}\s{1,2}){1,4}(?:Dr|Drive|Rd|Ln|Ct|Court|Way|Pl|Place|Sq|Square|Close|Crescent)(?!\p{L})\.?(?:,?\s{0,2}(?:Apt|Suite|Unit|Flat|#)\.?\s{0,2}[\w-]{1,8})?/gu,
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\p{N})\d{1,4}(?:\s(?:bis|ter))?,?\s{1,2}(?:rue|boulevard|bd|all[ée]e|chemin|impasse|quai)\s{1,2}(?:[\p{L}'’.-]{1,30}\s{0,2}){1,5}/giu,
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\p{L})(?:\p{L}[\p{L}-]{1,30}\s?)?(?:stra(?:ß|ss)e|gasse|allee|weg|platz|str\.)\s{0,2}\d{1,4}\s?[a-z]?(?!\p{L})/giu,
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\p{L})(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso)\s(?:\p{Lu}[\p{L}'’]{1,30}\s?){1,4},?\s?\d{1,4}/gu,
  },
  { kind: 'ADDRESS', pattern: /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\p{L}\p{N}])/gu },
  { kind: 'ADDRESS', pattern: /(?<!\p{N})\d{5}\s{1,2}\p{Lu}\p{Ll}{2,30}/gu },
  {
    kind: 'NAME',
    pattern:
      /(?:\bmy name is|\bme llamo|\bmi nombre es|\bje m['’]appelle|\bich hei(?:ß|ss)e|\bmeu nome é|\bmi chiamo)\s{1,2}((?:\p{L}[\p{L}'’-]{0,30}\s?){1,3})/giu,
    group: 1,
    holds: (found) => isTold(found.split(' ')[0] ?? ''),
  },
  // The folder of a person is named for them.
  { kind: 'NAME', pattern: /(?:[\\/]Users[\\/]|\/home\/)([^\\/\s"'<>|]{1,64})/gi, group: 1 },
  {
    kind: 'PHONE',
    pattern: /(?<![\p{N}\p{L}])(?:\+|00)?\(?\d(?:[ ().\-/]{0,2}\d){6,19}(?!\p{N})/gu,
    holds: isPhone,
  },
  {
    kind: 'NUMBER',
    pattern: /\p{Nd}(?:[ -]?\p{Nd}){6,40}/gu,
    holds: (found, { before }) => !isDate(found) && !/(?:0x[\da-f]{0,8}|\bkb)$/i.test(before),
  },
  { kind: 'KEY', pattern: /[\w+/=.~-]{12,500}/g, holds: isRandom },
];
