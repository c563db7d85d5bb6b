import type { ReactNode } from 'react';

/** Whether `Sign` has a drawing of this name. */
export const isDrawn = (name: string): boolean => Object.hasOwn(drawings, name);

/** One of the signs that our messages are made of, drawn: not every machine has a font with them. */
export const Sign = ({ name }: { readonly name: string }) => (
  <svg className="emoji" viewBox="0 0 20 20" role="img" aria-label={name.replaceAll('_', ' ')}>
    {drawings[name]}
  </svg>
);

type Piece = string | { readonly sign: string };

/** A text in pieces: its words, and between them the names of the signs that there are drawings of. */
export const withSigns = (text: string): readonly Piece[] =>
  text.split(anySign).flatMap((piece): readonly Piece[] => {
    const name = Object.hasOwn(names, piece) ? names[piece] : undefined;
    if (name !== undefined) return [{ sign: name }];
    return piece === '' ? [] : [piece];
  });

const names: Readonly<Record<string, string>> = {
  '✅': 'white_check_mark',
  '✔️': 'heavy_check_mark',
  '❌': 'x',
  '⚠️': 'warning',
  '⏳': 'hourglass_flowing_sand',
  '⚪': 'white_circle',
  '📚': 'books',
};
const anySign = new RegExp(`(${Object.keys(names).join('|')})`, 'u');

const drawings: Readonly<Record<string, ReactNode>> = {
  white_check_mark: (
    <>
      <rect x="1" y="1" width="18" height="18" rx="4" fill="#2f9e5b" />
      <path
        d="m5.5 10.4 3 3L14.6 7"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  heavy_check_mark: (
    <path
      d="m4 10.8 4 4L16.4 5.6"
      fill="none"
      stroke="#2f9e5b"
      strokeWidth="3"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  x: <path d="m5 5 10 10M15 5 5 15" fill="none" stroke="#d6453d" strokeWidth="3" strokeLinecap="round" />,
  warning: (
    <>
      <path
        d="M10 2.2 18.6 17H1.4L10 2.2Z"
        fill="#f2b632"
        stroke="#f2b632"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M10 7.4v4.4M10 14.4v.2" fill="none" stroke="#4a3200" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  hourglass_flowing_sand: (
    <>
      <path d="M5 2h10M5 18h10" stroke="#8a6a3b" strokeWidth="2" strokeLinecap="round" />
      <path d="M6 3c0 4 4 4.6 4 7s-4 3-4 7h8c0-4-4-4.6-4-7s4-3 4-7H6Z" fill="#cfe3f2" />
      <path
        d="M7.4 5.4h5.2C12 7.4 10 8 10 10c0-2-2-2.6-2.6-4.6ZM7 17c0-2 2-2.6 3-3.4 1 .8 3 1.4 3 3.4H7Z"
        fill="#e0a83a"
      />
    </>
  ),
  white_circle: <circle cx="10" cy="10" r="8" fill="#e3e6e8" stroke="#b9c0c4" strokeWidth="1.4" />,
  books: (
    <>
      <rect x="2" y="4" width="4.6" height="13" rx="1" fill="#3d7ea6" />
      <rect x="7.4" y="3" width="4.6" height="14" rx="1" fill="#c25b4e" />
      <rect x="13" y="4.2" width="4.4" height="13" rx="1" fill="#4f9467" transform="rotate(-8 15.2 10.7)" />
    </>
  ),
};
